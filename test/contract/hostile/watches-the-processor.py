# expect: contained
"""Counts what others do on the same processor, by its performance counters."""

from attack import attempt, contained, read, refused

PERF_EVENT_OPEN = (298, 241)
attributes = (0).to_bytes(4, "little") + (112).to_bytes(4, "little") + b"\0" * 112
for pid, cpu in ((0, -1), (-1, 0), (1, -1)):
    for kind in range(6):
        refused("perf_event_open", PERF_EVENT_OPEN, kind.to_bytes(4, "little") + attributes[4:], pid, cpu, -1, 0)
attempt("tracepoints", lambda: read("/sys/kernel/tracing/trace"))
contained()
