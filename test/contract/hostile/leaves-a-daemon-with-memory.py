# expect: contained
"""A daemon without a session keeps a file without a name, a socket and a lock for a later run to find."""

import fcntl
import os
import socket
import time

from attack import attempt, contained


def connect():
    socket.socket(socket.AF_UNIX).connect("\0left-behind")


attempt("a daemon of an earlier run", connect)
if os.fork() == 0:
    os.setsid()
    memory = os.memfd_create("left-behind")
    os.write(memory, b"x" * 1_000_000)
    server = socket.socket(socket.AF_UNIX)
    server.bind("\0left-behind")
    server.listen()
    lock = os.open("/tmp/lock", os.O_CREAT | os.O_RDWR)
    fcntl.lockf(lock, fcntl.LOCK_EX)
    time.sleep(300)
time.sleep(0.2)
contained()
