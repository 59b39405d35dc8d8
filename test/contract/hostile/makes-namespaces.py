# expect: contained
"""Makes namespaces again, a user's among them: root inside, with all of the kernel that is open to root."""

import errno
import subprocess

from attack import attempt, contained, libc, refused

UNSHARE, CLONE, CLONE3 = (272, 97), (56, 220), 435
KINDS = (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
for kind in (*KINDS, sum(KINDS)):
    refused(f"unshare {kind:#x}", UNSHARE, kind)
    attempt("by the C library", lambda: libc.unshare(kind) == 0)
    if kind != 0x80:  # in clone, this bit is of the signal
        refused(f"clone {kind:#x}", CLONE, kind | 17, 0, 0, 0, 0)
    arguments = kind.to_bytes(8, "little") + b"\0" * 24 + (17).to_bytes(8, "little") + b"\0" * 48
    refused(f"clone3 {kind:#x}", CLONE3, arguments, 88, reasons=(errno.ENOSYS,))
for command in (["unshare", "-Ur", "id"], ["unshare", "-m", "true"], ["bwrap", "--ro-bind", "/", "/", "true"]):
    attempt(" ".join(command), lambda: subprocess.run(command, check=True, capture_output=True))
contained()
