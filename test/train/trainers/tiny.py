"""A tokenizer and a model made here, of random weights: what trainers need when there is nothing to download."""

import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM


def tokenizer():
    import trl

    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    words = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    core.train_from_iterator(["import pandas as pd"], trainers.BpeTrainer(vocab_size=300, special_tokens=special, initial_alphabet=alphabet))
    made = PreTrainedTokenizerFast(tokenizer_object=core, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    made.add_tokens(words)
    made.chat_template = (Path(trl.__file__).parent / "chat_templates/qwen3.jinja").read_text()
    return made


def model(tokens):
    torch.manual_seed(0)
    size = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    more = {"num_key_value_heads": 1, "head_dim": 8, "max_position_embeddings": 32768}
    config = Qwen3Config(vocab_size=len(tokens), **size, **more)
    config.eos_token_id, config.pad_token_id = tokens.eos_token_id, tokens.pad_token_id
    return Qwen3ForCausalLM(config)


def tool_call(code, save=("prediction.csv",)):
    """A turn of the assistant as Qwen writes it."""
    call = {"name": "python_executor", "arguments": {"code": code, "files_to_save": list(save)}}
    return f"<tool_call>\n{json.dumps(call)}\n</tool_call><|im_end|>"
