# expect: contained
"""Has the kernel load encryption, filters and other code for a socket of its own."""

import ctypes
import socket
import struct

from attack import attempt, contained

server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
TCP_ULP, SO_ATTACH_FILTER, SO_ATTACH_REUSEPORT_CBPF = 31, 26, 51
for name in (b"tls", b"espintcp", b"smc", b"mptcp"):
    attempt(f"a layer of {name}", lambda: client.setsockopt(socket.IPPROTO_TCP, TCP_ULP, name))
code = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0xFFFF))
program = struct.pack("HxxxxxxP", 1, ctypes.addressof(code))
for option in (SO_ATTACH_FILTER, SO_ATTACH_REUSEPORT_CBPF):
    attempt(f"a filter by {option}", lambda: client.setsockopt(socket.SOL_SOCKET, option, program))
for level, option in ((socket.SOL_IP, 64), (41, 64), (socket.SOL_IP, 35), (255, 1)):
    attempt(f"tables by {level}.{option}", lambda: client.setsockopt(level, option, b"\0" * 256))
contained()
