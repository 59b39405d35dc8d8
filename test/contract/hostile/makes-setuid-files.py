# expect: contained
"""Makes a program that runs as root for whoever starts it, or with capabilities, and starts it itself."""

import os
import shutil
import subprocess

from attack import attempt, contained

shutil.copy("/usr/bin/id", "id")


def become(user):
    answer = subprocess.run(["./id", "-u"], capture_output=True, text=True, check=True).stdout.strip()
    return answer != str(os.getuid())


os.chmod("id", 0o6755)
attempt("setuid to itself", lambda: become("own"))
attempt("giving it to root", lambda: os.chown("id", 0, 0))
attempt("giving it to another", lambda: os.chown("id", 1234, 1234))
capabilities = bytes.fromhex("0100000200000020000000000000000000000000")
attempt("capabilities", lambda: os.setxattr("id", "security.capability", capabilities))
attempt("being another", lambda: become("any"))
contained()
