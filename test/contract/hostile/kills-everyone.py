# expect: contained
# neighbour: yes
"""Kills every process that it may signal but itself."""

import os
import signal

from attack import attempt, contained

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
    attempt("killing all", lambda: bool(os.kill(-1, number)))
    attempt("killing the first", lambda: bool(os.kill(1, number)))
    for near in range(2, 2000):
        if near != os.getpid():
            attempt(f"killing {near}", lambda: os.kill(near, number))
contained()
