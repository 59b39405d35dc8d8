"""Reads an export with axolotl's own prompt strategy; prints the trained text.

usage: check_axolotl.py EXPORT.jsonl
"""

import json
import sys

from axolotl.prompt_strategies.chat_template import load
from axolotl.utils.dict import DictDefault
from datasets import load_dataset
from loss_mask import trained
from tiny import tiny_tokenizer

(path,) = sys.argv[1:]
tokenizer = tiny_tokenizer(open(path).read().splitlines(), "qwen2_5")
dataset = {"type": "chat_template", "field_messages": "messages", "message_field_training": "train", "roles_to_train": []}
config = DictDefault({"train_on_inputs": False, "sequence_len": 200_000, "chat_template": "tokenizer_default"})
strategy = load(tokenizer, config, DictDefault(dataset))
rows = []
for row in load_dataset("json", data_files=path, split="train"):
    made = strategy.tokenize_prompt(row)
    ids, labels = made["input_ids"], made["labels"]
    rows.append({"trained": trained(tokenizer, labels, [label != -100 for label in labels]), "whole": tokenizer.decode(ids)})
print(json.dumps({"rows": rows}))
