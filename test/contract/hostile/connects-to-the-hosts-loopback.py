# expect: contained
"""Connects to a server that listens on the host's own loopback, by every address that means it."""

import socket

from attack import attempt, contained, host

for family, address in (
    *((socket.AF_INET, name) for name in ("127.0.0.1", "127.1.2.3", "0.0.0.0", *host["addresses"])),
    *((socket.AF_INET6, name) for name in ("::1", "::ffff:127.0.0.1", "::")),
):

    def connect():
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            client.connect((address, host["TCP port"]))
            client.send(b"x")

    attempt(f"{address}:{host['TCP port']}", connect)
contained()
