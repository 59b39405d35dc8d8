# expect: contained
"""Connects to sockets of the host's, by path and by abstract name, and to those that machines usually have."""

import socket

from attack import attempt, contained, host


def connect(address, kind):
    with socket.socket(socket.AF_UNIX, kind) as client:
        client.connect(address)


usual = ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/dev/log", "/run/systemd/private")
for address in (*host["sockets"], *usual, "/tmp/.X11-unix/X0", "\0/tmp/.X11-unix/X0", "\0/containerd-shim"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        attempt(repr(address), lambda: connect(address, kind))
for address in host["sockets"]:
    attempt("from the first's root", lambda: connect(f"/proc/1/root{address}"[:107], socket.SOCK_STREAM))
contained()
