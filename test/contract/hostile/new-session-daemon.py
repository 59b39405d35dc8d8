# expect: contained
"""Another program in a session and a process group of its own, which ignores hang-ups."""

import subprocess

from attack import contained

subprocess.Popen(
    ["nohup", "sh", "-c", "trap '' HUP INT TERM; while :; do sleep 300; done"],
    start_new_session=True,
    **{name: subprocess.DEVNULL for name in ("stdin", "stdout", "stderr")},
)
contained(1)
