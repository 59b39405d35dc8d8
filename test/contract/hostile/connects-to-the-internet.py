# expect: contained
"""Connects to the world, to a cloud's metadata service and to the networks that the machine is in."""

import socket
import urllib.request

from attack import attempt, contained

for address in ("1.1.1.1", "8.8.8.8", "169.254.169.254", "192.0.2.1", "10.0.0.1", "172.17.0.1", "192.168.0.1"):
    for port in (80, 443):
        attempt(f"{address}:{port}", lambda: socket.create_connection((address, port), timeout=1))
for address in ("2606:4700:4700::1111", "fe80::1"):
    attempt(address, lambda: socket.create_connection((address, 443), timeout=1))
for url in ("http://example.com/", "http://169.254.169.254/latest/meta-data/"):
    attempt(url, lambda: urllib.request.urlopen(url, timeout=1))
attempt("an interface beside its loopback", lambda: any(name != "lo" for _, name in socket.if_nameindex()))
contained()
