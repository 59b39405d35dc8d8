# expect: contained
"""Makes packets by hand: raw sockets and those of links."""

import socket

from attack import attempt, contained

for family in (socket.AF_INET, socket.AF_INET6):
    for protocol in (socket.IPPROTO_ICMP, socket.IPPROTO_TCP, socket.IPPROTO_UDP, socket.IPPROTO_RAW):
        attempt(f"raw {family}", lambda: socket.socket(family, socket.SOCK_RAW, protocol))
for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM, 10):
    attempt("packets", lambda: socket.socket(socket.AF_PACKET, kind, 0x0300))
    attempt("old packets", lambda: socket.socket(socket.AF_INET, 10, 0x0300))
contained()
