# expect: contained
"""Looks for open descriptors of the harness, beside the three of every program, and uses them."""

import os

from attack import attempt, breach, contained

script = os.path.realpath(__file__)
for descriptor in range(3, 70_000):

    def use():
        target = os.readlink(f"/proc/self/fd/{descriptor}")
        # The interpreter holds the script while it reads it.
        return target != script

    attempt(f"descriptor {descriptor}", use)
for descriptor in (1, 2):
    target = os.readlink(f"/proc/self/fd/{descriptor}")
    if not target.startswith(("pipe:", "/")):
        breach(f"{descriptor} is {target}, not a pipe")
if os.readlink("/proc/self/fd/0") != "/dev/null":
    attempt("writing to its input", lambda: os.write(0, b"x"))
contained()
