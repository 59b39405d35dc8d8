# expect: memory-limit|contained
# limits: openFiles=4096 memoryBytes=100000000
"""Fills the largest pipes there may be, which are the kernel's memory."""

import fcntl
import os

from attack import attempt, breach, contained

pipes, filled = [], 0


def fill():
    global filled
    pipes.append(os.pipe())
    _, writing = pipes[-1]
    try:
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 1 << 20)
    except OSError:
        pass
    os.set_blocking(writing, False)
    try:
        while True:
            filled += os.write(writing, b"x" * (1 << 20))
    except BlockingIOError:
        return False


for _ in range(2000):
    attempt("another pipe", fill)
    if filled > 300e6:
        breach(f"{filled} bytes in pipes")
        break
contained()
