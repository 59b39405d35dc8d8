# expect: contained
# outputs: ["truth", "key", "passwd", "folder", "zero", "loop", "relative", "self", "hard", "result.txt"]
# saved: ["result.txt"]
"""Has links brought out in the place of files, for the harness to follow on the host."""

import os

from attack import attempt, contained, host

os.symlink(host["secrets"][0], "truth")
os.symlink(host["secrets"][1], "key")
os.symlink("/etc/passwd", "passwd")
os.symlink(os.path.dirname(host["secrets"][0]), "folder")
os.symlink("/dev/zero", "zero")
os.symlink("loop", "loop")
os.symlink("../" * 20 + host["secrets"][0], "relative")
os.symlink("/proc/self/environ", "self")
attempt("a hard link to a file of the system's", lambda: os.link("/etc/passwd", "hard"))
attempt("a hard link to a program", lambda: os.link("/usr/bin/env", "hard"))
open("result.txt", "w").write("result\n")
contained()
