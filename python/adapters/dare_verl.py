"""verl: an agent loop that opens an episode for each rollout and scores it, and the tool that the model calls in it.

    actor_rollout_ref.rollout.agent.default_agent_loop=dare_agent
    actor_rollout_ref.rollout.agent.agent_loop_config_path=python/adapters/dare_verl_agent.yaml
    actor_rollout_ref.rollout.multi_turn.tool_config_path=python/adapters/dare_verl_tool.yaml
    actor_rollout_ref.rollout.multi_turn.max_tool_response_length=16000     # its default of 256 hides most results

Rows need `extra_info.task` (`rows()` makes them). One exception would end the whole batch, so none leaves this file: a
rollout without a reward is played again, and if that fails too, all of it is masked and marked `dare_unscored`.
"""

import asyncio
import logging
import os

from dare_client import Client, Unscored
from verl.experimental.agent_loop.agent_loop import register
from verl.experimental.agent_loop.tool_agent_loop import ToolAgentLoop
from verl.tools.base_tool import BaseTool
from verl.tools.schemas import ToolResponse

logger = logging.getLogger(__name__)
TRIES = 2
EPISODES = {}


def rows(client=None):
    """One row a task, for a parquet file: `pandas.DataFrame(rows()).to_parquet("tasks.parquet")`."""
    return [
        {
            "prompt": task["messages"],
            "data_source": "dare",
            "agent_name": "dare_agent",
            "reward_model": {"style": "rule", "ground_truth": ""},
            "extra_info": {"task": task["id"], "index": index},
        }
        for index, task in enumerate((client or Client()).tasks())
    ]


class PythonExecutor(BaseTool):
    """verl makes an instance for each call; which episode it is in, the loop tells by create_kwargs."""

    async def create(self, instance_id=None, create_kwargs=None, **_):
        return (create_kwargs or {}).get("episode", ""), ToolResponse()

    async def execute(self, instance_id, parameters, **_):
        episode, failures = EPISODES.get(instance_id, (None, []))
        try:
            if episode is None:
                raise Unscored("the call is in no episode")
            return ToolResponse(text=await asyncio.to_thread(episode.call, parameters)), 0.0, {}
        except Exception as error:
            failures.append(error)
            return ToolResponse(text="The sandbox is not available."), 0.0, {}


@register("dare_agent")
class DareAgentLoop(ToolAgentLoop):
    async def run(self, sampling_params, **kwargs):
        for last in [False] * (TRIES - 1) + [True]:
            output, score = await self._play(sampling_params, kwargs)
            if score is not None or last:
                break
        output.reward_score = score["reward"] if score else 0.0
        if score is None:
            output.response_mask = [0] * len(output.response_mask)
        output.extra_fields["dare_unscored"] = score is None
        output.extra_fields["dare_flags"] = [flag["name"] for flag in score["flags"]] if score else []
        return output

    async def _play(self, sampling_params, kwargs):
        """The rollout, and its score; None where there is none."""
        failures, episode = [], None
        extra = kwargs.get("extra_info") or {}
        try:
            episode = await asyncio.to_thread(Client().open, extra.get("task"), int(extra.get("seed") or 0))
            EPISODES[episode.id] = (episode, failures)
        except Exception as error:
            failures.append(error)
        create = {"create_kwargs": {"episode": episode.id if episode else ""}}
        tools_kwargs = {**(kwargs.get("tools_kwargs") or {}), "python_executor": create}
        output = await super().run(sampling_params, **{**kwargs, "tools_kwargs": tools_kwargs})
        score = None
        try:
            if not failures:
                score = await asyncio.to_thread(episode.score)
        except Exception as error:
            failures.append(error)
        for error in failures[:1]:
            logger.warning("no reward for a rollout of %s (process %d): %s", extra.get("task"), os.getpid(), error)
        if episode is not None:
            EPISODES.pop(episode.id, None)
            try:
                await asyncio.to_thread(episode.close)
            except Exception:
                pass  # It expires by itself.
        return output, score
