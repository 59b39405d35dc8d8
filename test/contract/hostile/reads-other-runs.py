# expect: contained
# neighbour: yes
"""Looks everywhere for what another run, there at the same time, keeps: files, shared memory, sockets, processes."""

import glob
import socket
import time

from attack import attempt, contained, libc, processes


def connect(address):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address)


def connect_by_port(port):
    socket.create_connection(("127.0.0.1", port), timeout=0.2).close()


for _ in range(8):
    for pattern in (
        "/tmp/**/neighbour*",
        "/dev/shm/neighbour*",
        "/proc/*/root/tmp/**/neighbour*",
        "/proc/*/cwd/neighbour*",
    ):
        attempt(pattern, lambda: glob.glob(pattern, recursive=True) != [])
    attempt("its shared memory", lambda: libc.shmget(0x6E656967, 0, 0) >= 0)
    attempt("its abstract socket", lambda: connect("\0neighbour"))
    attempt("its port", lambda: connect_by_port(4711))
    for pid in processes():
        attempt(f"the process {pid}", lambda: "neighbour" in open(f"/proc/{pid}/cmdline").read())
    attempt("its locks", lambda: "POSIX" in open("/proc/locks").read())
    time.sleep(0.1)
contained()
