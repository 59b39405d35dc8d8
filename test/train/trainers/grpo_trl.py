"""TRL's GRPOTrainer takes two steps in our environment. The model's weights are random, so what it says is put in its
mouth: a right call, a poorer one, one that fails, none. All else is the trainer's own.
"""

import json
import sys

import torch
from tiny import model, tokenizer, tool_call
from trl import GRPOConfig, GRPOTrainer

from dare_trl import DareEnvironment, dataset

tokens = tokenizer()
policy = model(tokens)
SAYS = [tool_call("0.75"), tool_call("0.25"), tool_call("broken"), "No idea.<|im_end|>"]


def generate(input_ids=None, **_):
    """One turn of each: the first is a call, the next an end. Left-padded prompts, right-padded answers."""
    rows = []
    for number, row in enumerate(input_ids.tolist()):
        is_first = "<tool_response>" not in tokens.decode(row)
        rows.append(tokens.encode(SAYS[number % 4] if is_first else "Done.<|im_end|>"))
    longest = max(map(len, rows))
    padded = [row + [tokens.pad_token_id] * (longest - len(row)) for row in rows]
    return torch.cat([input_ids, torch.tensor(padded)], dim=1)


policy.generate = generate
seen = []


class Watched(DareEnvironment):
    def get_reward(self):
        reward = super().get_reward()
        seen.append([self._episode.task if self._episode else None, reward])
        return reward


trainer = GRPOTrainer(
    model=policy,
    environment_factory=Watched,
    train_dataset=dataset(),
    processing_class=tokens,
    args=GRPOConfig(
        output_dir=sys.argv[1],
        max_steps=2,
        per_device_train_batch_size=4,
        num_generations=4,
        max_completion_length=2048,
        max_tool_calling_iterations=3,
        learning_rate=1e-2,
        logging_steps=1,
        report_to=[],
        save_strategy="no",
        use_cpu=True,
    ),
)
before = [weights.detach().clone() for weights in policy.parameters()]
trainer.train()
moved = sum(not torch.equal(old, new) for old, new in zip(before, policy.parameters()))
logs = [
    {key: entry.get(key) for key in ["reward", "tools/call_frequency", "tools/failure_frequency", "grad_norm"]}
    for entry in trainer.state.log_history
    if "reward" in entry
]
print("RESULT", json.dumps({"steps": trainer.state.global_step, "seen": seen, "moved": moved, "logs": logs}))
