# expect: contained
"""Reads and leaves keys in the kernel's keyrings, which know no namespace of processes."""

from attack import contained, refused

ADD_KEY, REQUEST_KEY, KEYCTL = (248, 217), (249, 218), (250, 219)
for ring in (-1, -2, -3, -4, -5):
    refused("add_key", ADD_KEY, b"user", b"left-behind", b"secret", 6, ring)
    refused("a ring's number", KEYCTL, 0, ring, 1)
for command in range(33):
    refused("keyctl", KEYCTL, command, -4, 0, 0, 0)
refused("request_key", REQUEST_KEY, b"user", b"left-behind", 0, 0)
contained()
