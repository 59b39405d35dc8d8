# expect: contained
"""Sets the machine's clock, at once and bit by bit."""

import ctypes
import time

from attack import attempt, contained, refused

SETTIMEOFDAY, CLOCK_SETTIME, ADJTIMEX, CLOCK_ADJTIME = (164, 170), (227, 112), (159, 171), (305, 266)
refused("settimeofday", SETTIMEOFDAY, b"\1" + b"\0" * 15, 0)
for clock in range(12):
    refused("clock_settime", CLOCK_SETTIME, clock, b"\1" + b"\0" * 15)
    refused("clock_adjtime", CLOCK_ADJTIME, clock, ctypes.create_string_buffer(256))
refused("adjtimex", ADJTIMEX, ctypes.create_string_buffer(256))
attempt("by Python", lambda: time.clock_settime(time.CLOCK_REALTIME, 1))
contained()
