# expect: contained
"""Makes symbolic and hard links to the truth and reads through them."""

import os

from attack import attempt, contained, host, read

for number, path in enumerate(host["secrets"]):
    os.symlink(path, f"link-{number}")
    os.symlink(os.path.dirname(path), f"folder-{number}")
    os.symlink(f"/proc/1/root{path}", f"root-{number}")
    attempt("a link", lambda: read(f"link-{number}"))
    attempt("a link to its folder", lambda: read(f"folder-{number}/{os.path.basename(path)}"))
    attempt("a link through the first process", lambda: read(f"root-{number}"))
    attempt("a hard link", lambda: os.link(path, f"hard-{number}"))
contained()
