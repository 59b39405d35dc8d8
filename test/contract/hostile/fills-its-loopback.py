# expect: memory-limit|contained
# limits: openFiles=4096 memoryBytes=100000000
# needs: control groups
"""Fills connections and datagram sockets over its loopback, whose memory the whole machine has a limit of."""

import socket

from attack import attempt, breach, contained

kept, filled = [], 0
server = socket.create_server(("127.0.0.1", 0), backlog=1)


def send_all(one, send):
    global filled
    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
    one.setblocking(False)
    try:
        for _ in range(10_000):
            filled += send(b"x" * 50_000)
    except BlockingIOError:
        pass
    return False


def connection():
    client = socket.create_connection(server.getsockname(), timeout=2)
    other, _ = server.accept()
    other.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    kept.extend((client, other))
    return send_all(client, client.send)


for _ in range(400):
    attempt("another connection", connection)
    if filled > 300e6:
        breach(f"{filled} bytes in connections")
        break

# What a full receiver drops was sent all the same: only what is there to be read counts.
receivers = []
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    for _ in range(1000):
        receivers.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        receivers[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
        receivers[-1].bind(("127.0.0.1", 0))
        for _ in range(8):
            attempt("a datagram", lambda: sender.sendto(b"x" * 50_000, receivers[-1].getsockname()) == 0)
held = 0
for receiver in receivers:
    receiver.setblocking(False)
    try:
        while True:
            held += len(receiver.recv(65_536))
    except BlockingIOError:
        pass
if held > 300e6:
    breach(f"{held} bytes in datagrams")
contained()
