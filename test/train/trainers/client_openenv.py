"""OpenEnv's own client in our environment."""

import json
import os
import urllib.request

from openenv import GenericEnvClient
from openenv.core.env_server.types import SchemaResponse

url = os.environ["DARE_EPISODES_URL"]
headers = {"Authorization": f"Bearer {os.environ['DARE_TOKEN']}"}
with urllib.request.urlopen(urllib.request.Request(f"{url}/schema", headers=headers)) as response:
    schema = SchemaResponse.model_validate_json(response.read())
with GenericEnvClient(base_url=url, headers=headers).sync() as env:
    first = env.reset(task="palmer_penguins_class/mm", seed=3)
    step = env.step({"code": "0.75", "files_to_save": ["prediction.csv"]})
    state = env.state()
    last = env.step({"submit": True})
    try:
        late = env.step({"code": "1"})
    except RuntimeError as error:
        late = str(error)
told = {
    "properties": sorted(schema.action["properties"]),
    "first": [first.reward, first.done, first.observation["task"]],
    "step": [step.reward, step.done, json.loads(step.observation["result"])["files_saved"]],
    "steps": state["step_count"],
    "last": [last.reward, last.done, last.observation["score"]],
    "late": late,
}
print("RESULT", json.dumps(told))
