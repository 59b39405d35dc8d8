# expect: contained
"""Makes interfaces, addresses and routes by netlink and by the old calls."""

import fcntl
import socket
import struct

from attack import attempt, contained

NEWLINK, NEWADDR, NEWROUTE, NEWNSID = 16, 20, 24, 88


def ask(kind, payload):
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as link:
        link.settimeout(1)
        link.sendto(struct.pack("IHHII", 16 + len(payload), kind, 5 | 0x600, 1, 0) + payload, (0, 0))
        answer = link.recv(4096)
        # An answer of NLMSG_ERROR with 0 says that it was done.
        return struct.unpack_from("i", answer, 16)[0] == 0


dummy = struct.pack("BxHiII", 0, 0, 0, 0, 0) + struct.pack("HH8s", 12, 3, b"dummy0\0\0")
dummy += struct.pack("HHHH8s", 16, 18, 12, 1, b"dummy\0\0\0")
attempt("an interface", lambda: ask(NEWLINK, dummy))
attempt("its loopback down", lambda: ask(NEWLINK, struct.pack("BxHiII", 0, 0, 1, 0, 1)))
attempt(
    "an address", lambda: ask(NEWADDR, struct.pack("BBBBi", 2, 24, 0, 0, 1) + struct.pack("HH4B", 8, 2, 10, 0, 0, 1))
)
attempt(
    "a route",
    lambda: ask(NEWROUTE, struct.pack("BBBBBBBBI", 2, 0, 0, 0, 254, 3, 0, 1, 0) + struct.pack("HHi", 8, 4, 1)),
)
attempt("a namespace's number", lambda: ask(NEWNSID, b"\0" * 4))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    for request in (0x8914, 0x8916, 0x890B, 0x8924):
        attempt("an old call", lambda: fcntl.ioctl(any_socket, request, struct.pack("16sH22x", b"lo", 0)))
contained()
