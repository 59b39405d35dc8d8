# expect: contained
"""Asks name servers, by the system's resolver and by hand: names carry secrets out where nothing else does."""

import socket
import subprocess

from attack import attempt, contained

question = bytes.fromhex("123401000001000000000000076578616d706c6503636f6d0000010001")
for name in ("example.com", "secret.example.com", "host.docker.internal", "metadata.google.internal", "db.local"):
    attempt(name, lambda: socket.getaddrinfo(name, 80))
for server in ("127.0.0.53", "127.0.0.11", "8.8.8.8", "1.1.1.1", "169.254.169.254"):

    def ask():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.3)
            client.sendto(question, (server, 53))
            return client.recv(512) != b""

    attempt(server, ask)
attempt("getent", lambda: subprocess.run(["getent", "hosts", "example.com"], check=True, timeout=5))
contained()
