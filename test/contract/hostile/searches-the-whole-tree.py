# expect: contained
"""Walks all the folders there are for truth, keys, the harness and what people have at home."""

import os

from attack import attempt, contained, host

wanted = {
    *(os.path.basename(path) for path in host["secrets"]),
    *(
        ".ssh",
        ".aws",
        ".netrc",
        ".npmrc",
        ".gitconfig",
        ".bash_history",
        ".docker",
        ".kube",
        ".git",
        "shadow",
        "gshadow",
    ),
    *("docker.sock", "hostile.ts"),
}
seen = 0
for folder, folders, names in os.walk("/"):
    seen += 1
    if folder in ("/proc", "/usr/lib", "/usr/share", "/usr/src"):
        folders.clear()
    for name in wanted.intersection(folders + names):
        attempt(f"finding {folder}/{name}", lambda: True)
attempt("seeing nothing at all", lambda: seen < 500)
contained()
