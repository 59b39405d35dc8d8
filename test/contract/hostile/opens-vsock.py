# expect: contained
"""Talks to the hypervisor or to virtual machines, by sockets that know no network namespace."""

import socket

from attack import attempt, contained, libc

AF_VSOCK = 40
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    attempt("vsock", lambda: socket.socket(AF_VSOCK, kind))
    attempt("vsock by the C library", lambda: libc.socket(AF_VSOCK, int(kind), 0) >= 0)
contained()
