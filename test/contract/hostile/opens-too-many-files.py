# expect: open-files-limit
# limits: openFiles=100
"""Opens files and never closes one."""

from attack import breach

files = [open("/dev/null") for _ in range(2000)]
breach("2000 open files")
