# expect: contained
"""Becomes root, or another user, or maps itself to one."""

import os

from attack import attempt, contained


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


for user in (0, 1, 60600, 60601, 65534):
    attempt("setuid", lambda: os.setuid(user))
    attempt("setresuid", lambda: os.setresuid(user, user, user))
    attempt("seteuid", lambda: os.seteuid(user))
    attempt("setgid", lambda: os.setgid(user))
    attempt("setresgid", lambda: os.setresgid(user, user, user))
    attempt("setgroups", lambda: os.setgroups([user]))
for process in ("self", "1"):
    for name in ("uid_map", "gid_map"):
        attempt(name, lambda: write(f"/proc/{process}/{name}", "0 0 4294967295\n"))
    attempt("setgroups by file", lambda: write(f"/proc/{process}/setgroups", "allow"))
attempt("being root", lambda: 0 in os.getresuid() + os.getresgid() + tuple(os.getgroups()))
contained()
