# expect: contained
"""Becomes the debugger of the processes above, of its own children, and has its parent become its own."""

import os
import time

from attack import contained, processes, refused

PTRACE, TRACEME, ATTACH, SEIZE = (101, 117), 0, 16, 0x4206
child = os.fork()
if child == 0:
    time.sleep(30)
    os._exit(0)
for pid in {1, os.getppid(), child, *processes()}:
    refused(f"attaching to {pid}", PTRACE, ATTACH, pid, 0, 0)
    refused(f"seizing {pid}", PTRACE, SEIZE, pid, 0, 0)
refused("being traced", PTRACE, TRACEME, 0, 0, 0)
os.kill(child, 9)
contained()
