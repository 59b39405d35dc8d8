# expect: contained
"""Leaves named semaphores, shared memory and message queues."""

import ctypes
import os

from attack import attempt, contained, libc

libc.sem_open.restype = ctypes.c_void_p
for name in (b"/left-one", b"/left-two"):
    attempt("a semaphore that was there", lambda: libc.sem_open(name, 0) not in (None, 0))
    attempt("shared memory that was there", lambda: libc.shm_open(name, os.O_RDWR, 0) >= 0)
    attempt("a queue that was there", lambda: libc.mq_open(name, os.O_RDWR) >= 0)
    libc.sem_open(name, os.O_CREAT, 0o666, 0)
    libc.shm_open(name, os.O_CREAT | os.O_RDWR, 0o666)
    libc.mq_open(name, os.O_CREAT | os.O_RDWR, 0o666, None)
contained()
