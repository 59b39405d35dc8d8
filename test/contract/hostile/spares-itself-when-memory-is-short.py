# expect: memory-limit
"""Asks the kernel to kill any other process before it, then takes all the memory."""

from attack import attempt, breach


def spare(path, score):
    with open(path, "w") as file:
        file.write(score)


for path in ("/proc/self", "/proc/1"):
    attempt("a score of its own", lambda: spare(f"{path}/oom_score_adj", "-1000"))
    attempt("an old score", lambda: spare(f"{path}/oom_adj", "-17"))
blocks = []
for _ in range(60):
    blocks.append(bytearray(b"x" * 10_000_000))
breach("600 MB of heap")
