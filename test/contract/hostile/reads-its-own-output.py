# expect: contained
# neighbour: yes
"""Opens the pipes of its output for reading, to find what others print, and keeps them open."""

import os
import time

from attack import attempt, contained

kept = []


def steal(name):
    descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    kept.append(descriptor)
    time.sleep(0.2)
    try:
        return b"neighbour" in os.read(descriptor, 1 << 20)
    except BlockingIOError:
        return False


for process in ("self", "1", os.getppid()):
    for number in (1, 2):
        attempt(f"reading {number} of {process}", lambda: steal(f"/proc/{process}/fd/{number}"))
contained()
