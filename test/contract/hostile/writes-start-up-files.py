# expect: contained
"""Leaves code where a Python that starts later would run it: sitecustomize, usercustomize, .pth files, packages."""

import os
import site
import sys
import sysconfig

from attack import attempt, contained

paths = sysconfig.get_paths()
code = "raise SystemExit('poisoned')\n"


def put(path):
    with open(path, "w") as file:
        file.write(code)


for folder in {paths["purelib"], paths["platlib"], paths["stdlib"], "/opt/sandbox", *sys.path} - {"", os.getcwd()}:
    for name in ("sitecustomize.py", "usercustomize.py", "poison.pth", "json.py", "pyvenv.cfg"):
        attempt(f"{folder}/{name}", lambda: put(os.path.join(folder, name)))
for path in (f"{sys.prefix}/pyvenv.cfg", "/etc/profile", "/etc/ld.so.preload", "/etc/python3"):
    attempt(path, lambda: put(path))
# Its own home it may fill: the next run has another.
os.makedirs(site.getusersitepackages())
for name in ("sitecustomize.py", "usercustomize.py", "poison.pth"):
    put(f"{site.getusersitepackages()}/{name}")
for folder in (".", "/tmp"):
    for name in ("sitecustomize.py", "usercustomize.py", "os.py", "json.py", "random.py", "main.py"):
        put(f"{folder}/{name}")
contained()
