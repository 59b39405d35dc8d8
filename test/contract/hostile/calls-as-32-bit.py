# expect: contained
"""Calls the kernel by the gate of 32-bit programs and by x32's numbers, where a filter may know other numbers."""

import ctypes
import mmap

from attack import ARM, attempt, contained, syscall

X32 = 0x40000000
if not ARM:
    # mov eax, edi; mov ebx, esi; int 0x80; ret, with the callee's register saved
    code = bytes.fromhex("5389f889f3cd805bc3")
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    gate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int)(address)
    for name, number in (
        ("getpid", 20),
        ("unshare", 310),
        ("mount", 21),
        ("ptrace", 26),
        ("socketcall", 102),
        ("bpf", 357),
    ):
        # ENOSYS for all of them: not even getpid passes.
        attempt(f"{name} by the old gate", lambda: gate(number, 0) != -38)
    for name, number in (("getpid", 39), ("unshare", 272), ("ptrace", 521), ("mount", 165), ("io_uring_setup", 425)):
        attempt(f"{name} of x32", lambda: syscall(X32 | number, 0, 0, 0))
attempt("a number beyond all", lambda: syscall(5000))
contained()
