# expect: contained
"""Sends datagrams to a server of the host's, to broadcast and to multicast addresses. The server must hear none."""

import socket

from attack import attempt, contained, host


def send(family, address, port):
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        client.sendto(b"x", (address, port))
        # Its own loopback takes datagrams for nobody.
        return not address.startswith(("127.", "::", "0."))


for address in ("127.0.0.1", "127.1.2.3", "0.0.0.0", *host["addresses"], "255.255.255.255", "224.0.0.1", "192.0.2.1"):
    attempt(address, lambda: send(socket.AF_INET, address, host["UDP port"]))
for address in ("::1", "::ffff:127.0.0.1", "ff02::1", "2001:db8::1"):
    attempt(address, lambda: send(socket.AF_INET6, address, host["UDP port"]))
contained()
