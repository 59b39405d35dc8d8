"""Runs many solutions of one task, one after the other, each under limits of its own, some of them in one process.

What they import is imported once, before. No new one is begun once the time is spent, so that little is lost when the
run as a whole is given up. Writes outputs.jsonl as it goes: a line when a solution begins, a line of what it came to.
"""

import json
import math
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
ENTROPY = []
PARQUET = False
CPU_SECONDS = 1
WALL_SECONDS = 1
MEMORY_BYTES = 1
BUDGET_SECONDS = 1
TOGETHER = 1
ENOUGH_BYTES = 1
# End of parameters

SAVED = "prediction.csv"


def spent():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def outcome_of(code, entropy):
    """What one solution came to, unless it takes this process down with it."""
    if os.path.exists(SAVED):
        os.remove(SAVED)
    before = spent()
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(before) + CPU_SECONDS, resource.RLIM_INFINITY))
    np.random.seed(entropy)  # else all of them would draw what the first one draws
    try:
        exec(compile(code, "solution.py", "exec"), {"__name__": "__main__"})
    except MemoryError:
        return {"kind": "too-costly", "why": f"more than {MEMORY_BYTES / 2**30:g} GiB of memory"}
    except BaseException as error:
        lines = str(error).strip().splitlines() or [""]
        return {"kind": "failed", "why": f"{type(error).__name__}: {lines[0]}"[:500]}
    if not os.path.exists(SAVED):
        return {"kind": "failed", "why": "it left no prediction"}
    with open(SAVED, encoding="utf8", newline="") as file:
        return {"kind": "finished", "prediction": file.read(), "seconds": round(spent() - before, 3)}


def solve(codes, entropies, report):
    """Never returns."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        with os.fdopen(report, "w", encoding="utf8") as said:
            for code, entropy in zip(codes, entropies):
                said.write(json.dumps(outcome_of(code, entropy)) + "\n")
                said.flush()
        status = 0
    except BaseException:
        pass
    os._exit(status)


def lines_of(reading):
    """What the process says, line by line; None when it is silent for too long."""
    buffered = b""
    while True:
        ready, _, _ = select.select([reading], [], [], WALL_SECONDS)
        if not ready:
            yield None
            return
        some = os.read(reading, 1 << 16)
        if not some:
            return
        *whole, buffered = (buffered + some).split(b"\n")
        yield from whole


def end_of(child, slow):
    """Why the process ended before it said what a solution came to."""
    _, status, usage = os.wait4(child, 0)
    if slow:
        return {"kind": "too-costly", "why": f"more than {WALL_SECONDS} s"}
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return {"kind": "too-costly", "why": f"more than {CPU_SECONDS} s of a processor"}
    if number == signal.SIGKILL:
        return {"kind": "too-costly", "why": "killed for its memory"}
    return {"kind": "failed", "why": f"ended by signal {number}" if number else "no message"}


def outcomes_of(codes, entropies):
    """Of the first of them in their order, in one process: of all, or until one takes the process down.

    With each goes whether the next one has begun.
    """
    reading, report = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        solve(codes, entropies, report)
    os.close(report)
    told, slow = 0, False
    for line in lines_of(reading):
        if line is None:
            slow = True
            os.kill(child, signal.SIGKILL)
            break
        told += 1
        yield json.loads(line), told < len(codes)
    end = end_of(child, slow)
    os.close(reading)
    if told < len(codes):
        yield end, False


if PARQUET:
    import pyarrow.parquet
warnings.filterwarnings("ignore")
started = time.monotonic()
with open("outputs.jsonl", "w", encoding="utf8") as log:

    def note(record):
        log.write(json.dumps(record) + "\n")
        log.flush()

    done = 0
    while done < len(SOLUTIONS) and time.monotonic() - started < BUDGET_SECONDS and log.tell() < ENOUGH_BYTES:
        note({"begun": done})
        few = slice(done, done + TOGETHER)
        for outcome, goes_on in outcomes_of(SOLUTIONS[few], ENTROPY[few]):
            note({"ended": done, **outcome})
            done += 1
            if goes_on:
                note({"begun": done})
