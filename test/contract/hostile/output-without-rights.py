# expect: contained
# outputs: ["setuid.txt", "result.txt"]
# saved: ["setuid.txt", "result.txt"]
"""Gives an output the right to run as its owner, and takes all rights from the folder that it is in."""

import os

from attack import contained

for name in ("setuid.txt", "result.txt"):
    open(name, "w").write("result\n")
os.chmod("setuid.txt", 0o6777)
os.chmod(".", 0)
contained(1)
