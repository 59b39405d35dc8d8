# expect: contained
"""Writes over the programs that the processes above are running, by /proc: the way out of old containers."""

import os

from attack import attempt, contained, processes

for process in ("self", 1, os.getppid(), *processes()):
    path = f"/proc/{process}/exe"
    attempt(f"writing {path}", lambda: os.open(path, os.O_WRONLY))
    attempt(f"emptying {path}", lambda: os.open(path, os.O_WRONLY | os.O_TRUNC))
    attempt(f"shortening {path}", lambda: os.truncate(path, 0))
    attempt(
        f"writing {path} when it runs no more",
        lambda: os.open(f"/proc/self/fd/{os.open(path, 0o10000000)}", os.O_WRONLY),
    )
contained()
