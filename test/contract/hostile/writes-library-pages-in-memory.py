# expect: contained
"""Writes through its own memory into the pages of shared libraries, which the kernel keeps once for all processes."""

import re

from attack import attempt, breach, contained

written, originals = 0, {}
with open("/proc/self/maps") as maps:
    regions = [line.split() for line in maps]


def overwrite(region, memory):
    global written
    start = int(region[0].split("-")[0], 16)
    with open(region[5], "rb") as file:
        file.seek(int(region[2], 16))
        originals[region[5], int(region[2], 16)] = file.read(16)
    memory.seek(start)
    # The last bytes of the first page of read-only data: nothing that runs.
    memory.seek(start + 4080)
    memory.write(b"poisoned-poison!")
    written += 1
    return False


with open("/proc/self/mem", "r+b", buffering=0) as memory:
    for region in regions:
        if len(region) > 5 and region[1] == "r--p" and re.search(r"libm|libz|libffi|_json|_random", region[5]):
            attempt(f"writing {region[5]}", lambda: overwrite(region, memory))
            attempt("a mapping of the file", lambda: b"poisoned-poison!" in open(region[5], "rb").read())
for (path, offset), before in originals.items():
    with open(path, "rb") as file:
        file.seek(offset)
        if file.read(16) != before:
            breach(f"{path} has changed")
attempt("writing nothing at all", lambda: written == 0)
contained()
