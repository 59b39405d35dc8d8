# expect: contained|memory-limit|file-count-limit
# limits: memoryBytes=100000000
"""Keeps data in the attributes of files, where neither their size nor their number shows it."""

import os

from attack import attempt, breach, contained

stored = 0


def store(name, number):
    global stored
    os.setxattr(name, f"user.fill-{number}", b"x" * 60_000)
    stored += 60_000
    return False


for number in range(200):
    open(f"file-{number}", "w").close()
    for more in range(40):
        attempt("an attribute", lambda: store(f"file-{number}", more))
if stored > 300e6:
    breach(f"{stored} bytes in attributes")
contained()
