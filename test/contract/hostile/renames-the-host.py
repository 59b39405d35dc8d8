# expect: contained
"""Gives the machine another name."""

import socket

from attack import attempt, contained, refused

SETHOSTNAME, SETDOMAINNAME = (170, 161), (171, 162)
refused("sethostname", SETHOSTNAME, b"poisoned", 8)
refused("setdomainname", SETDOMAINNAME, b"poisoned", 8)
attempt("by Python", lambda: socket.sethostname("poisoned"))
contained()
