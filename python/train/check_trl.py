"""One step of TRL's SFTTrainer on an export; prints what its loss counts: the text of each row's trained tokens.

usage: check_trl.py EXPORT.jsonl FOLDER
"""

import json
import sys

from datasets import load_dataset
from loss_mask import trained
from tiny import tiny_model, tiny_tokenizer
from trl import SFTConfig, SFTTrainer

path, folder = sys.argv[1:]
texts = open(path).read().splitlines()
tokenizer = tiny_tokenizer(texts, "qwen3")
data = load_dataset("json", data_files=path, split="train", cache_dir=f"{folder}/cache")
config = SFTConfig(
    output_dir=f"{folder}/out",
    max_steps=1,
    per_device_train_batch_size=len(data),
    assistant_only_loss=True,
    max_length=None,
    report_to="none",
    use_cpu=True,
    bf16=False,
    save_strategy="no",
    disable_tqdm=True,
    dataloader_pin_memory=False,
    shuffle_dataset=False,
)
trainer = SFTTrainer(model=tiny_model(tokenizer), args=config, train_dataset=data, processing_class=tokenizer)
before = [parameter.detach().clone() for parameter in trainer.model.parameters()]
batch = trainer.data_collator([trainer.train_dataset[at] for at in range(len(data))])
rows = []
for ids, labels in zip(batch["input_ids"].tolist(), batch["labels"].tolist()):
    counts = [label != -100 for label in labels]
    assert all(label == token for token, label, one in zip(ids, labels, counts) if one), "a label is not its input"
    whole = tokenizer.decode([token for token in ids if token != tokenizer.pad_token_id])
    rows.append({"trained": trained(tokenizer, ids, counts), "whole": whole})
result = trainer.train()
moved = any(bool((old != new).any()) for old, new in zip(before, trainer.model.parameters()))
print(json.dumps({"loss": result.training_loss, "steps": result.global_step, "moved": moved, "rows": rows}))
