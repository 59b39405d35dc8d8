"""Reads many scripts and tells what each of them does to the data: `scripts.json` in, `facts.json` out.

Nothing of a script is ever run. Each is parsed with `ast` and followed on abstract values (interpret.py). The work is
split over processes, so that a script that breaks the parser itself costs only its own facts.
"""

import ast
import gc
import json
import os
import resource
import signal
import sys

import facts
import interpret
import library
from values import Exhausted, Rows

LONGEST = 400_000

DEEPEST = 2_500

# Of processor time, and of memory for a process.
SECONDS_EACH = 1

BYTES = 2**30

# A process that has come to hold so much more makes way for a fresh one.
FRESH_BYTES = 2**27
# How a process ends that has written all its facts so far and makes way.
MAKES_WAY = 7
# Scripts handed to a process at a time.
BATCH = 60


def read(calls, types=None):
    """The facts of one attempt: its calls' codes in order. Lines count on through the calls.

    `types`: what the task says its columns hold, name -> number or text.
    """
    if sum(map(len, calls)) > LONGEST:
        return problem("it is too long to be read")
    Rows.interned.clear()
    tool = library.Library(types)
    offset, parsed, failure = 0, 0, None
    machine = None
    for code in calls:
        try:
            tree = ast.parse(code)
        except SyntaxError as error:
            failure = f"line {(error.lineno or 0) + offset}: {error.msg}"
        except (ValueError, RecursionError, MemoryError) as error:
            failure = f"it cannot be parsed: {error}"
        else:
            machine = interpret.Machine(tool)
            try:
                machine.run(tree, offset, "yield" in code)
                parsed += 1
            except Exhausted:
                return problem("it takes more steps than can be followed")
            except RecursionError:
                return problem("it is nested too deeply to be followed")
        offset += code.count("\n") + 1
    if parsed == 0:
        return problem(failure or "there is no code")
    return facts.Facts(tool).all()


def problem(why):
    return {"problem": why}


def careful(script):
    try:
        return read(script["calls"], script.get("types"))
    except RecursionError:
        return problem("it is nested too deeply to be followed")
    except MemoryError:
        return problem("it takes more memory than can be given")
    except Exhausted:
        return problem("it takes longer than can be followed")
    except Exception as error:  # a mistake of ours: it costs one script's facts, not the batch
        return problem(f"it cannot be followed ({type(error).__name__})")


def work(scripts, start, stop, output):
    """Facts as lines of an index and JSON, each written at once: the first missing one is what broke the process."""

    def stopped(number, frame):
        raise Exhausted()

    signal.signal(signal.SIGPROF, stopped)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES if most == resource.RLIM_INFINITY else min(BYTES, most), most))
    gc.disable()  # the process is short
    before = held()
    for index in range(start, stop):
        output.write(f"{index} {json.dumps(timed(scripts[index]))}\n")
        output.flush()
        if held() - before > FRESH_BYTES:
            return MAKES_WAY
    return 0


def held():
    """Bytes of memory that this process holds."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def timed(script):
    signal.setitimer(signal.ITIMER_PROF, SECONDS_EACH)
    try:
        return careful(script)
    except Exhausted:
        return problem("it takes longer than can be followed")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def fork(scripts, start, stop):
    """A process that reads some scripts: its id and the file with its facts."""
    path = f"facts-{start}-{stop}.jsonl"
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with open(path, "w") as output:
                code = work(scripts, start, stop, output)
        finally:
            os._exit(code)
    return child, path


def main():
    sys.setrecursionlimit(DEEPEST)
    with open("scripts.json", encoding="utf-8") as file:
        scripts = json.load(file)
    results = [None] * len(scripts)
    pending = [(start, min(start + BATCH, len(scripts))) for start in range(0, len(scripts), BATCH)][::-1]
    running = {}
    workers = len(os.sched_getaffinity(0))
    while pending or running:
        while pending and len(running) < workers:
            start, stop = pending.pop()
            child, path = fork(scripts, start, stop)
            running[child] = (start, stop, path)
        child, status = os.wait()
        start, stop, path = running.pop(child)
        done = start
        with open(path) as file:
            for line in file:
                if line.endswith("\n"):
                    index, _, found = line.partition(" ")
                    results[int(index)], done = found, int(index) + 1
        os.remove(path)
        if done < stop and os.waitstatus_to_exitcode(status) != MAKES_WAY:
            # The process died on this script. The others are read without it.
            results[done] = json.dumps(problem("it breaks Python itself"))
            done += 1
        if done < stop:
            pending.append((done, stop))
    with open("facts.json", "w") as file:
        file.write("[" + ",".join(results) + "]")


if __name__ == "__main__":
    main()
