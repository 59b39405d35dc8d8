# expect: contained
"""Reads the memory of the processes above and of every one that it can see."""

import os

from attack import attempt, contained, processes, refused

PROCESS_VM_READV, PROCESS_MADVISE = (310, 270), 440
for pid in {1, os.getppid(), *processes()} - {0, os.getpid()}:

    def read_memory():
        with open(f"/proc/{pid}/maps") as maps:
            regions = [line for line in maps if " r" in line]
        if regions == []:
            return False
        start = int(regions[0].split("-")[0], 16)
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            memory.seek(start)
            return memory.read(16) != b""

    attempt(f"the memory of {pid}", read_memory)
    for name in ("syscall", "stack", "auxv", "pagemap", "personality"):
        attempt(f"{name} of {pid}", lambda: open(f"/proc/{pid}/{name}", "rb").read(8) != b"")
    refused("process_vm_readv", PROCESS_VM_READV, pid, b"\0" * 16, 1, b"\0" * 16, 1, 0)
    refused("process_madvise", PROCESS_MADVISE, -1, b"\0" * 16, 1, 20, 0)
contained()
