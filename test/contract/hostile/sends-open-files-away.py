# expect: contained
# limits: openFiles=100
# neighbour: yes
"""Holds more open files than it may, by sending them to itself through sockets and leaving them on their way."""

import os
import socket

from attack import attempt, breach, contained

sent = 0
null = os.open("/dev/null", os.O_RDONLY)


def send(one):
    global sent
    one.setblocking(False)
    while True:
        try:
            socket.send_fds(one, [b"x"], [null] * 50)
        except BlockingIOError:
            return False
        sent += 50


pairs = [socket.socketpair() for _ in range(40)]
for one, _ in pairs:
    attempt("sending", lambda: send(one))
if sent > 1000:
    breach(f"{sent} open files on their way")
contained()
