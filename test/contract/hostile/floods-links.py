# expect: file-count-limit
# limits: fileCount=2000 seconds=20
"""Makes links without end."""

import itertools
import os

import attack

open("first", "w").close()
for number in itertools.count():
    name = f"{number % 100}/{number}"
    if number < 100:
        os.mkdir(str(number))
    os.symlink("target", name)
