"""verifiers' own evaluation over our taskset: its loader, harness, tool server and reward, and a model from a script."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from verifiers.v1.utils.loaders import load_taskset, resolve_env_config

MM = "palmer_penguins_class/mm"


class Model(BaseHTTPRequestHandler):
    """Streams chat completions: first a call of the tool that it was given, then an end."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        names = [tool["function"]["name"] for tool in asked.get("tools", [])]
        message = {"role": "assistant", "content": "Done."}
        if names and asked["messages"][-1]["role"] != "tool":
            args = json.dumps({"code": "0.75", "files_to_save": ["prediction.csv"]})
            name = next(name for name in names if name.endswith("python_executor"))
            call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": args}}
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
        for at, call in enumerate(message.get("tool_calls", [])):
            call["index"] = at
        reason = "tool_calls" if "tool_calls" in message else "stop"
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        about = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        parts = [
            {**about, "choices": [{"index": 0, "delta": message, "finish_reason": None}]},
            {**about, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]},
            {**about, "choices": [], "usage": usage},
        ]
        body = "".join(f"data: {json.dumps(part)}\n\n" for part in parts) + "data: [DONE]\n\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


taskset = load_taskset(resolve_env_config({"taskset": {"id": "dare_verifiers"}}).taskset)
names = [task.data.name for task in taskset.load()]
model = ThreadingHTTPServer(("127.0.0.1", 0), Model)
threading.Thread(target=model.serve_forever, daemon=True).start()
folder = Path(sys.argv[1])
words = ["dare_verifiers", "--model", "m", "--no-push", "--output-dir", str(folder / "out"), "--num-rollouts", "2"]
words += ["--env.agent.harness.id", "null", "--env.agent.runtime.type", "subprocess"]
words += ["--select.include.names", MM, "--client.base-url", f"http://127.0.0.1:{model.server_port}/v1"]
words += ["--client.api-key-var", "MODEL_KEY"]
environment = {**os.environ, "MODEL_KEY": "none"}
program = [sys.executable, "-c", "from verifiers.v1.cli.eval.main import main; main()"]
done = subprocess.run([*program, *words], env=environment, capture_output=True, text=True, timeout=1500)
print(done.stdout[-3000:], done.stderr[-3000:], file=sys.stderr)
episodes = [json.loads(line) for path in (folder / "out").rglob("traces.jsonl") for line in path.read_text().splitlines()]
traces = [trace for episode in episodes for trace in episode["traces"]]
told = {
    "tasks": len(names),
    "rewards": [trace["rewards"].get("nemo_gym", {}).get("score") for trace in traces],
    "metrics": [[trace["metrics"].get(name) for name in ["score", "exists", "floor"]] for trace in traces],
    "errors": [trace.get("errors") for trace in traces],
}
print("RESULT", json.dumps(told))
