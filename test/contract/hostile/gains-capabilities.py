# expect: contained
"""Gives itself capabilities, in every set that there is, and takes the bar against new privileges away."""

import ctypes

from attack import attempt, contained, libc, syscall

CAPSET = (126, 91)
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
for capability in range(41):
    bit = 1 << capability
    low, high = bit & 0xFFFFFFFF, bit >> 32
    for sets in ((low, low, 0, high, high, 0), (low, low, low, high, high, high), (0, low, 0, 0, high, 0)):
        attempt(f"capability {capability}", lambda: syscall(CAPSET, header, (ctypes.c_uint32 * 6)(*sets)))
    attempt("ambient", lambda: libc.prctl(47, 2, capability, 0, 0) == 0)
    attempt("left in the bounding set", lambda: libc.prctl(23, capability, 0, 0, 0) == 1)
attempt("new privileges", lambda: libc.prctl(38, 0, 0, 0, 0) == 0)
attempt("no bar against them", lambda: libc.prctl(39, 0, 0, 0, 0) != 1)
attempt("secure bits", lambda: libc.prctl(28, 0, 0, 0, 0) == 0)
attempt("no filter", lambda: libc.prctl(21, 0, 0, 0, 0) == 0)
with open("/proc/self/status") as status:
    for line in status:
        if line.startswith("Cap"):
            attempt(line, lambda: int(line.split()[1], 16) != 0)
contained()
