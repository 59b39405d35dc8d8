# expect: contained
"""Opens the netlink families beyond the routes: devices' events, audit, firewalls, IPsec, drivers' own."""

import socket

from attack import attempt, contained

for protocol in range(1, 32):
    for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM):
        attempt(f"netlink {protocol}", lambda: socket.socket(socket.AF_NETLINK, kind, protocol))
contained()
