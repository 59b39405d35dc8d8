# expect: contained
# outputs: ["result.txt", "passwd", "ground_truth.csv"]
"""Puts a link to another folder in the place of the work folder, so that outputs are read from there."""

import os

from attack import contained, host

open("result.txt", "w").write("result\n")
work = os.getcwd()
try:
    os.rename(work, work + "-moved")
    os.symlink(os.path.dirname(host["secrets"][0]), work)
except OSError:
    os.rename(os.path.join(work, "result.txt"), "/tmp/result.txt")
contained(1)
