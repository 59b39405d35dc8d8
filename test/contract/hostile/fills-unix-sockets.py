# expect: memory-limit|contained
# limits: openFiles=4096 memoryBytes=100000000
# needs: control groups
"""Fills the buffers of unix sockets that nobody reads, which are the kernel's memory."""

import socket

from attack import attempt, breach, contained

pairs, filled = [], 0


def fill():
    global filled
    pairs.append(socket.socketpair())
    one = pairs[-1][0]
    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
    one.setblocking(False)
    try:
        while True:
            filled += one.send(b"x" * 65_536)
    except BlockingIOError:
        return False


for _ in range(1500):
    attempt("another pair", fill)
    if filled > 300e6:
        breach(f"{filled} bytes in sockets")
        break
contained()
