"""Runs each of scripts.json's programs in a folder of its own; leaves exit codes and stderr in left.json."""

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys

DATA = "row_id,age,income,city,y\n1,20,1000,Rome,0\n2,30,,Paris,1\n3,40,3000,Rome,0\n4,50,4000,Oslo,1\n"


def run(code, folder):
    os.mkdir(folder)
    for name, text in {"train.csv": DATA, "main.py": code}.items():
        with open(f"{folder}/{name}", "w") as file:
            file.write(text)
    if "import pandas" not in code and "from sklearn" not in code:
        ended = subprocess.run([sys.executable, "main.py"], cwd=folder, capture_output=True)
        return ended.returncode, ended.stderr.decode()
    # Here, where the libraries are loaded already; told as the interpreter tells of what nobody caught.
    os.chdir(folder)
    code, stderr = 0, io.StringIO()
    with contextlib.redirect_stderr(stderr), contextlib.redirect_stdout(io.StringIO()):
        try:
            runpy.run_path("main.py", run_name="__main__")
        except Exception:
            code = 1
            sys.excepthook(*sys.exc_info())
    os.chdir("..")
    return code, stderr.getvalue()


if __name__ == "__main__":
    with open("scripts.json") as file:
        scripts = json.load(file)
    left = [run(code, str(index)) for index, code in enumerate(scripts)]
    with open("left.json", "w") as file:
        json.dump([{"code": code if code >= 0 else 128 - code, "stderr": stderr} for code, stderr in left], file)
