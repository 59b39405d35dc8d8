# expect: contained
"""Fills POSIX message queues, which are the kernel's memory."""

import ctypes
import os

from attack import attempt, breach, contained, libc

attributes = (ctypes.c_long * 8)(0, 10, 8192)
made = 0


def queue(number):
    global made
    descriptor = libc.mq_open(f"/fill-{number}".encode(), os.O_CREAT | os.O_RDWR | os.O_NONBLOCK, 0o600, attributes)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "mq_open")
    while libc.mq_send(descriptor, b"x" * 8192, 8192, 0) == 0:
        pass
    made += 1
    return False


for number in range(1000):
    attempt("a queue", lambda: queue(number))
if made * 81920 > 2e6:
    breach(f"{made} full queues")
contained()
