# expect: contained
"""Leaves by chroot and by pivot_root, the classic way out of a jail."""

import os

from attack import attempt, contained, refused

CHROOT, PIVOT_ROOT = (161, 51), (155, 41)
os.mkdir("jail")
refused("chroot", CHROOT, b"jail")
refused("chroot to where it is", CHROOT, b".")
refused("pivot_root", PIVOT_ROOT, b".", b".")
attempt("by the C library", lambda: os.chroot("jail"))
attempt("by going up from the jail", lambda: os.stat("../" * 40).st_ino != os.stat("/").st_ino)
contained()
