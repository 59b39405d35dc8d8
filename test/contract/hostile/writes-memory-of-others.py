# expect: contained
"""Writes into the memory of the processes above."""

import os

from attack import attempt, contained, processes, refused

PROCESS_VM_WRITEV, MOVE_PAGES, MIGRATE_PAGES = (311, 271), (279, 239), (256, 238)
for pid in {1, os.getppid(), *processes()} - {0}:
    attempt(f"the memory of {pid}", lambda: os.open(f"/proc/{pid}/mem", os.O_RDWR))
    for thread in (pid, os.getpid()):
        attempt("by its threads", lambda: os.open(f"/proc/{pid}/task/{thread}/mem", os.O_RDWR))
    refused("process_vm_writev", PROCESS_VM_WRITEV, pid, b"\0" * 16, 1, b"\0" * 16, 1, 0)
for pid in {1, os.getpid(), os.getppid()} - {0}:
    refused("move_pages", MOVE_PAGES, pid, 0, 0, 0, 0, 0)
    refused("migrate_pages", MIGRATE_PAGES, pid, 8, b"\1" + b"\0" * 7, b"\1" + b"\0" * 7)
contained()
