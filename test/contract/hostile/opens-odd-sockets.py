# expect: contained
"""Opens sockets of every family and protocol that the kernel knows, whose modules it loads for whoever asks."""

import socket

from attack import attempt, contained

usual = {socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK}
for family in set(range(50)) - usual:
    for kind in range(1, 6):
        attempt(f"family {family}", lambda: socket.socket(family, kind, 0))
for family in range(2, 50):
    attempt(f"a pair of family {family}", lambda: socket.socketpair(family, socket.SOCK_STREAM, 0))
for family in (socket.AF_INET, socket.AF_INET6):
    for kind, protocol in (
        *((socket.SOCK_STREAM, 132), (socket.SOCK_SEQPACKET, 132), (6, 33), (socket.SOCK_STREAM, 262)),
        *((socket.SOCK_DGRAM, 136), (socket.SOCK_DGRAM, 115), (socket.SOCK_STREAM, 256), (socket.SOCK_DGRAM, 1)),
    ):
        attempt(f"protocol {protocol}", lambda: socket.socket(family, kind, protocol))
contained()
