# expect: contained
"""Has its memory locked, so that the kernel may never take it back."""

import ctypes
import mmap

from attack import attempt, contained, libc

MCL_CURRENT, MCL_FUTURE = 1, 2
block = mmap.mmap(-1, 100_000_000)
start = ctypes.addressof(ctypes.c_char.from_buffer(block))
attempt("mlock", lambda: libc.mlock(ctypes.c_void_p(start), ctypes.c_size_t(len(block))) == 0)
attempt("mlock2", lambda: libc.mlock2(ctypes.c_void_p(start), ctypes.c_size_t(len(block)), 1) == 0)
attempt("mlockall", lambda: libc.mlockall(MCL_CURRENT | MCL_FUTURE) == 0)
contained()
