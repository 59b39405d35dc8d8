"""Runs many solutions of one task, one after the other, each in a process of its own under its own limits.

What they import is imported once, before. No new one is begun once the time is spent, so that little is lost when the
run as a whole is given up. Writes outputs.jsonl as it goes: a line when a solution begins, a line of what it came to.
"""

import json
import os
import resource
import select
import signal
import time
import warnings

import numpy as np
import pandas as pd
import sklearn.compose
import sklearn.ensemble
import sklearn.frozen
import sklearn.impute
import sklearn.linear_model
import sklearn.multioutput
import sklearn.naive_bayes
import sklearn.neural_network
import sklearn.pipeline
import sklearn.preprocessing
import sklearn.svm
import sklearn.tree

# Parameters
SOLUTIONS = []
PARQUET = False
CPU_SECONDS = 1
WALL_SECONDS = 1
MEMORY_BYTES = 1
BUDGET_SECONDS = 1
ENOUGH_BYTES = 1
# End of parameters

SAVED = "prediction.csv"


def solve(code, report):
    """Never returns."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        np.random.seed()  # else all of them would draw what the first one draws
        exec(compile(code, "solution.py", "exec"), {"__name__": "__main__"})
        status = 0
    except MemoryError:
        os.write(report, b"memory")
    except BaseException as error:
        lines = str(error).strip().splitlines() or [""]
        os.write(report, f"{type(error).__name__}: {lines[0]}"[:500].encode())
    os._exit(status)


def wait(child, reading):
    """The child's words, whether it was too slow, and how it ended."""
    ready, _, _ = select.select([reading], [], [], WALL_SECONDS)
    slow = not ready
    if slow:
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as words:
        said = words.read().decode(errors="replace")
    _, status, usage = os.wait4(child, 0)
    return said, slow, status, usage


def outcome_of(code):
    if os.path.exists(SAVED):
        os.remove(SAVED)
    reading, report = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        solve(code, report)
    os.close(report)
    said, slow, status, usage = wait(child, reading)
    spent = usage.ru_utime + usage.ru_stime
    if slow:
        return {"kind": "too-costly", "why": f"more than {WALL_SECONDS} s"}
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU or (number == signal.SIGKILL and spent > CPU_SECONDS - 1):
            return {"kind": "too-costly", "why": f"more than {CPU_SECONDS} s of a processor"}
        if number == signal.SIGKILL:
            return {"kind": "too-costly", "why": "killed for its memory"}
        return {"kind": "failed", "why": f"ended by signal {number}"}
    if said == "memory":
        return {"kind": "too-costly", "why": f"more than {MEMORY_BYTES / 2**30:g} GiB of memory"}
    if status != 0:
        return {"kind": "failed", "why": said or "no message"}
    if not os.path.exists(SAVED):
        return {"kind": "failed", "why": "it left no prediction"}
    with open(SAVED, encoding="utf8", newline="") as file:
        return {"kind": "finished", "prediction": file.read(), "seconds": round(spent, 3)}


if PARQUET:
    import pyarrow.parquet
warnings.filterwarnings("ignore")
started = time.monotonic()
with open("outputs.jsonl", "w", encoding="utf8") as log:
    for number, code in enumerate(SOLUTIONS):
        if time.monotonic() - started > BUDGET_SECONDS or log.tell() > ENOUGH_BYTES:
            break
        log.write(json.dumps({"begun": number}) + "\n")
        log.flush()
        log.write(json.dumps({"ended": number, **outcome_of(code)}) + "\n")
        log.flush()
