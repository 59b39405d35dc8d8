"""Reads an export with verl's own dataset, which compares each message's tokens with the whole's; prints the trained text.

usage: check_verl.py EXPORT.parquet
"""

import json
import sys

import pyarrow.parquet as parquet
from omegaconf import OmegaConf
from loss_mask import trained
from tiny import tiny_tokenizer
from verl.utils.dataset.multiturn_sft_dataset import MultiTurnSFTDataset

(path,) = sys.argv[1:]
table = parquet.read_table(path).to_pylist()
tokenizer = tiny_tokenizer([json.dumps(row, ensure_ascii=False) for row in table], "qwen2_5")
config = OmegaConf.create({"max_length": 200_000, "pad_mode": "no_padding", "truncation": "error"})
data = MultiTurnSFTDataset(path, tokenizer, config)
rows = []
for at in range(len(data)):
    item = data[at]
    ids, mask = item["input_ids"].tolist(), item["loss_mask"].tolist()
    rows.append({"trained": trained(tokenizer, ids, mask), "whole": tokenizer.decode(ids)})
print(json.dumps({"rows": rows}))
