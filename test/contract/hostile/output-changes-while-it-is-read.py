# expect: contained
# outputs: ["swapped", "growing"]
"""A daemon swaps an output for a link to the truth and back, and lets another grow, while they are brought out."""

import os
import time

from attack import contained, host

open("good", "w").write("good")
os.symlink(host["secrets"][0], "bad")
open("growing", "w").write("x")
if os.fork() == 0:
    os.setsid()
    while True:
        for name in ("good", "bad"):
            os.link(name, "next", follow_symlinks=False)
            os.replace("next", "swapped")
            os.remove("next") if os.path.lexists("next") else None
        with open("growing", "a") as file:
            file.write("x" * 1000)
time.sleep(0.3)
contained(1)
