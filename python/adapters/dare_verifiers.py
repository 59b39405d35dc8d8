"""verifiers: a taskset over `dare serve episodes`, by the server's NeMo Gym routes, for any harness with MCP tools.

    PYTHONPATH=python/adapters uv run eval --env.taskset.id dare_verifiers --env.agent.harness.id bash …

An episode that the server can't score ends as an error of the rollout, not as a reward.
"""

import json
import os
import urllib.request
from pathlib import Path

from dare_client import URL
from verifiers.v1.dialects.responses import ResponsesDialect
from verifiers.v1.taskset import Taskset
from verifiers.v1.tasksets.nemo_gym import NeMoGymConfig, NeMoGymData, NeMoGymTask, NeMoGymTaskConfig, NeMoGymTaskset

__all__ = ["DareTaskset"]


def _server() -> NeMoGymTaskConfig:
    token = os.environ.get("DARE_TOKEN")
    return NeMoGymTaskConfig(
        resources_url=os.environ.get("DARE_EPISODES_URL") or URL,
        headers={"Authorization": f"Bearer {token}"} if token else {},
        request_timeout=3600,
    )


class DareConfig(NeMoGymConfig):
    dataset: Path = Path("/tasks?format=nemo_gym")
    """Where the server has its rows; there is no file."""

    task: NeMoGymTaskConfig = _server()


class DareTaskset(Taskset[NeMoGymTask, DareConfig]):
    toolsets = NeMoGymTaskset.toolsets

    def load(self):
        server = self.config.task
        url = f"{server.resources_url.rstrip('/')}{self.config.dataset}"
        with urllib.request.urlopen(urllib.request.Request(url, headers=server.headers)) as response:
            rows = [json.loads(line) for line in response.read().splitlines()]
        for row in rows:
            prompt = ResponsesDialect().parse_request(row["responses_create_params"]).messages
            yield NeMoGymTask(NeMoGymData(name=row["task"], prompt=prompt, row=row), server)
