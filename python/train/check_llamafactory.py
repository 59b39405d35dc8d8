"""Reads an export with LLaMA-Factory's own loader, template and tokenization; prints the trained text.

usage: check_llamafactory.py EXPORT_FOLDER FOLDER
"""

import json
import sys

from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams import get_train_args
from loss_mask import trained
from tiny import tiny_model, tiny_tokenizer

path, folder = sys.argv[1:]
texts = open(f"{path}/dare.jsonl").read().splitlines()
tokenizer = tiny_tokenizer(texts)
tokenizer.save_pretrained(f"{folder}/model")
tiny_model(tokenizer).save_pretrained(f"{folder}/model")
model_args, data_args, training_args, _, _ = get_train_args(
    {
        "model_name_or_path": f"{folder}/model",
        "stage": "sft",
        "do_train": True,
        "finetuning_type": "full",
        "dataset": "dare",
        "dataset_dir": path,
        "template": "qwen",
        "cutoff_len": 200_000,
        "output_dir": f"{folder}/out",
        "preprocessing_num_workers": 1,
        "overwrite_cache": True,
        "report_to": "none",
        "use_cpu": True,
    }
)
template = get_template_and_fix_tokenizer(tokenizer, data_args)
data = get_dataset(template, model_args, data_args, training_args, stage="sft", tokenizer=tokenizer)["train_dataset"]
rows = []
for item in data:
    ids, labels = item["input_ids"], item["labels"]
    rows.append({"trained": trained(tokenizer, labels, [label != -100 for label in labels]), "whole": tokenizer.decode(ids)})
print(json.dumps({"rows": rows}))
