# expect: memory-limit|contained
"""Fills segments of shared memory and lets go of them, so that they are no process's."""

import ctypes

from attack import attempt, contained, libc

libc.shmat.restype = ctypes.c_void_p


def fill():
    for _ in range(60):
        segment = libc.shmget(0, 10_000_000, 0o1600)
        if segment < 0:
            return False
        address = libc.shmat(segment, None, 0)
        ctypes.memset(address, 1, 10_000_000)
        libc.shmdt(ctypes.c_void_p(address))


attempt("600 MB of shared memory", fill)
contained()
