"""verl's tool agent loop, our subclass of it and our tool, with the inference server's part played from a script."""

import asyncio
import json
import os

from omegaconf import OmegaConf
from tiny import tokenizer, tool_call
from verl.experimental.agent_loop.agent_loop import DictConfigWrap, ToolListWrap, _agent_loop_registry
from verl.tools.tool_registry import load_all_tools
from verl.utils.dataset.rl_dataset import RLHFDataset
from verl.workers.rollout.replica import TokenOutput

import dare_verl

HERE = os.path.dirname(dare_verl.__file__)
tokens = tokenizer()
tools = load_all_tools(os.path.join(HERE, "dare_verl_tool.yaml"), None)
entry = OmegaConf.load(os.path.join(HERE, "dare_verl_agent.yaml"))[0]
rollout = {
    "prompt_length": 8192,
    "response_length": 4096,
    "full_determinism": False,
    "multi_turn": {
        "max_user_turns": 5,
        "max_assistant_turns": 5,
        "max_parallel_calls": 1,
        "max_tool_response_length": 16000,
        "tool_response_truncate_side": "middle",
        "format": "hermes",
    },
}
config = OmegaConf.create({"actor_rollout_ref": {"rollout": rollout}, "data": {}})


class Says:
    """Stands where the inference server does."""

    def __init__(self, turns):
        self.turns = turns
        self.at = {}

    async def generate(self, request_id, prompt_ids, **_):
        at = self.at[request_id] = self.at.get(request_id, -1) + 1
        ids = tokens.encode(self.turns[min(at, len(self.turns) - 1)])
        return TokenOutput(token_ids=ids, log_probs=[0.0] * len(ids), num_preempted=0, extra_fields={})


async def play(turns, task):
    loop = dare_verl.DareAgentLoop(
        trainer_config=DictConfigWrap(config),
        server_manager=Says(turns),
        tokenizer=tokens,
        processor=None,
        dataset_cls=RLHFDataset,
        data_config=DictConfigWrap(config.data),
        tools=ToolListWrap(tools),
    )
    rows = {row["extra_info"]["task"]: row for row in dare_verl.rows()}
    row = rows.get(task) or {"prompt": [{"role": "user", "content": "q"}], "extra_info": {"task": task}}
    output = await loop.run({}, raw_prompt=row["prompt"], extra_info=row["extra_info"])
    read = tokens.decode([i for i, mine in zip(output.response_ids, output.response_mask) if not mine])
    return {
        "reward": output.reward_score,
        "turns": output.num_turns,
        "trained": sum(output.response_mask),
        "read": "prediction.csv" in read,
        "unscored": output.extra_fields["dare_unscored"],
    }


async def main():
    task = "palmer_penguins_class/mm"
    say = [tool_call("0.75"), "Done.<|im_end|>"]
    told = {
        "registered": [_agent_loop_registry["dare_agent"]["_target_"], entry["_target_"]],
        "good": await play(say, task),
        "none": await play(["No idea.<|im_end|>"], task),
        "lost": await play(say, "no such task"),
        "many": [r["reward"] for r in await asyncio.gather(*[play(say, task) for _ in range(8)])],
        "left": len(dare_verl.EPISODES),
    }
    print("RESULT", json.dumps(told))


asyncio.run(main())
