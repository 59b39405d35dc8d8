# expect: contained
"""Puts compiled code of its own in the place of a library's, where Python prefers it to the source."""

import importlib.util
import json
import os
import py_compile
import random
import statistics
import sys

from attack import attempt, contained

with open("poison.py", "w") as file:
    file.write("raise SystemExit('poisoned')\n")
for module in (json, random, statistics, os):
    cache = importlib.util.cache_from_source(module.__file__)
    attempt(f"compiling into {cache}", lambda: py_compile.compile("poison.py", cfile=cache, doraise=True))
    attempt(f"writing {cache}", lambda: open(cache, "r+b"))
    attempt(f"replacing {cache}", lambda: os.replace("poison.py", cache))
    attempt(
        f"a cache beside {module.__file__}",
        lambda: os.mkdir(os.path.join(os.path.dirname(module.__file__), "__pypackages__")),
    )
sys.pycache_prefix = "/tmp/cache"
contained()
