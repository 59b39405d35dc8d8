"""A client of `dare serve episodes`, with the standard library alone.

Every request may be sent again: an opening has a key, a call an id. So a lost connection or a server that is started
again costs time and nothing else. What the server can't make good raises Unscored: leave that episode out of the
batch, or play it again; it has no reward, and 0 would be a lie.
"""

import http.client
import json
import os
import time
import urllib.error
import urllib.request
import uuid

URL = "http://127.0.0.1:8090"


class Unscored(Exception):
    """The episode has no reward, for a reason that is not the model's."""


class Client:
    def __init__(self, url=None, token=None, patience=600):
        """url, token: default DARE_EPISODES_URL and DARE_TOKEN. patience: seconds for a server that doesn't answer."""
        self.url = (url or os.environ.get("DARE_EPISODES_URL") or URL).rstrip("/")
        self.token = token or os.environ.get("DARE_TOKEN")
        self.patience = patience

    def tasks(self):
        """The tasks: [{"id", "kind", "dataset", "messages"}]."""
        return self._ask("GET", "/tasks")["tasks"]

    def open(self, task=None, seed=0):
        body = {"seed": seed, "key": uuid.uuid4().hex, **({"task": task} if task else {})}
        return Episode(self, self._ask("POST", "/episodes", body))

    def _ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        deadline, pause = time.monotonic() + self.patience, 0.1
        while True:
            request = urllib.request.Request(self.url + path, data, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=3600) as response:
                    text = response.read()
                return json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                reason = f"{error.code} {error.read().decode(errors='replace')[:500]}"
                if error.code != 503:
                    raise Unscored(reason) from None
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = str(error)
            if time.monotonic() + pause > deadline:
                raise Unscored(f"{self.url} gives no good answer: {reason}")
            time.sleep(pause)
            pause = min(2 * pause, 5)


class Episode:
    def __init__(self, client, opened):
        self.client = client
        self.id = opened["id"]
        self.task = opened["task"]
        self.messages = opened["messages"]
        self.tools = opened["tools"]
        self._calls = 0

    def call(self, arguments, name="python_executor"):
        """What the model reads. arguments: a dict, or the JSON text as the model wrote it."""
        self._calls += 1
        body = {"id": str(self._calls), "name": name, "arguments": arguments}
        return self.client._ask("POST", f"/episodes/{self.id}/calls", body)["content"]

    def score(self):
        """{"reward", "score", "exists", "reason", "flags", "floor"}; once asked for, there are no more calls."""
        return self.client._ask("POST", f"/episodes/{self.id}/score", {})

    def close(self):
        self.client._ask("DELETE", f"/episodes/{self.id}")
