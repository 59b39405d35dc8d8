# expect: contained
"""Leaves shared memory, semaphores and message queues under keys that anyone can guess."""

from attack import attempt, contained, libc

IPC_CREAT, IPC_EXCL = 0o1000, 0o2000
for key in (0x1234, 0x1235, 0x6C656674):
    # The next run tries the same: it must find none of them there.
    for what, get, more in (
        ("memory", libc.shmget, (4096,)),
        ("semaphore", libc.semget, (1,)),
        ("queue", libc.msgget, ()),
    ):
        attempt(f"a {what} that was there", lambda: get(key, *more, 0) >= 0)
        get(key, *more, IPC_CREAT | IPC_EXCL | 0o666)
contained()
