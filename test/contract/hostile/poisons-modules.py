# expect: contained
"""Changes the modules that it shares its interpreter with, so that other programs in it would run its code."""

import atexit
import builtins
import codecs
import collections
import json
import math
import os
import random
import sys

import numpy
import pandas

from attack import contained


def poisoned(*_, **__):
    raise SystemExit("poisoned")


class Finder:
    @staticmethod
    def find_spec(*_):
        return None


numpy.random.seed(1)
random.seed(1)
numpy.seterr(all="raise")
pandas.set_option("display.max_rows", 1)
builtins.left_behind = True
sys.modules["statistics"] = sys.modules["json"]
sys.meta_path.insert(0, Finder)
sys.path.insert(0, "/tmp")
sys.path_hooks.clear()
sys.setswitchinterval(100)
sys.setrecursionlimit(10**6)
sys.displayhook = sys.excepthook = poisoned
codecs.register(lambda name: None)
collections.Counter.left_behind = True
os.environ.update(LEFT_BEHIND="1", PYTHONPATH="/tmp", LD_PRELOAD="/tmp/poison.so", PYTHONHASHSEED="7")
atexit.register(os.write, 1, b"")
json.dumps = math.sqrt = random.random = pandas.read_csv = pandas.DataFrame.__init__ = poisoned
contained(1)
