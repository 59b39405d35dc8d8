# expect: contained
# outputs: ["../escaped", "/tmp/escaped", "/etc/passwd", "folder/../../escaped", "..", ".", "", "a\u0000b", "with\nnewline", "-rf", "\u001b[2J", "result.txt", "result.txt"]
# saved: ["with\nnewline", "-rf", "\u001b[2J", "result.txt"]
"""Asks for outputs whose names lead elsewhere, hold newlines or terminal codes, or come twice."""

import os

from attack import contained

os.mkdir("folder")
for name in ("../escaped", "with\nnewline", "-rf", "\x1b[2J", "result.txt", "a"):
    open(name, "w").write("result\n")
contained(1)
