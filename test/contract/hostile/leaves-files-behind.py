# expect: contained
"""Leaves files in every folder that takes them, under names that a later program reads or runs."""

import os

from attack import attempt, contained

left = 0
names = ("main.py", "main_2.py", "sitecustomize.py", "pandas.py", ".bashrc", ".profile", "left-behind", "data.csv")


def leave(folder, name):
    global left
    with open(os.path.join(folder, name), "w") as file:
        file.write("raise SystemExit('poisoned')\n")
    left += 1
    return not folder.startswith("/tmp")


for folder, folders, _ in os.walk("/"):
    if folder in ("/proc", "/usr/lib", "/usr/share", "/usr/src"):
        folders.clear()
    for name in names if folder.startswith("/tmp") else names[:1]:
        attempt(f"writing in {folder}", lambda: leave(folder, name))
attempt("leaving nothing at all", lambda: left == 0)
contained()
