# expect: contained
"""Starts the system's programs that run as root for whoever starts them."""

import os
import stat
import subprocess

from attack import attempt, contained

programs = [
    path
    for folder in ("/usr/bin", "/usr/sbin", "/usr/lib/openssh", "/usr/lib/dbus-1.0")
    if os.path.isdir(folder)
    for path in (os.path.join(folder, name) for name in os.listdir(folder))
    if os.path.isfile(path) and os.stat(path).st_mode & (stat.S_ISUID | stat.S_ISGID)
]
for name in ("su", "sudo", "mount", "newgrp", "passwd", "chsh", "newuidmap", "pkexec"):
    attempt(
        f"a shell by {name}", lambda: subprocess.run([name, "-c", "id"], capture_output=True, timeout=5, check=True)
    )
for path in programs:

    def users():
        nothing = {name: subprocess.DEVNULL for name in ("stdout", "stderr")}
        with subprocess.Popen([path], stdin=subprocess.PIPE, start_new_session=True, **nothing) as program:
            try:
                with open(f"/proc/{program.pid}/status") as status:
                    lines = dict(line.split(":", 1) for line in status)
            finally:
                program.kill()
        return set(lines["Uid"].split() + lines["Gid"].split()) != {str(os.getuid()), str(os.getgid())}

    attempt(f"{path} as another user", users)
contained()
