# expect: contained
"""Opens the truth, the keys and the harness' own files where they are on the host."""

import os

from attack import attempt, contained, host, read

for path in (*host["secrets"], *host["own files"]):
    attempt(f"reading {path}", lambda: read(path))
    attempt(f"seeing {path}", lambda: bool(os.lstat(path)))
    attempt(f"listing around {path}", lambda: bool(os.listdir(os.path.dirname(path))))
contained()
