# expect: contained
"""Signals the harness and its parent by the numbers that they have on the host."""

import os
import signal

from attack import attempt, contained, host, syscall

PIDFD_OPEN = 434
for pid in host["processes"]:
    if pid == os.getpid():
        continue
    for number in (0, signal.SIGSTOP, signal.SIGKILL):
        attempt(f"signal {number} to {pid}", lambda: os.kill(pid, number))
        attempt(f"signal {number} to the group {pid}", lambda: os.killpg(pid, number))
    attempt(f"a descriptor of {pid}", lambda: syscall(PIDFD_OPEN, pid, 0))
contained()
