# expect: contained
"""Changes the settings of the kernel, and has it crash, restart or run a program of its choice."""

import glob
import os

from attack import attempt, contained


def write(path, text="0"):
    with open(path, "w") as file:
        file.write(text)


for path in (
    *(
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/modprobe",
        "/proc/sys/kernel/hotplug",
        "/proc/sys/kernel/panic",
    ),
    *("/proc/sys/kernel/shmmax", "/proc/sys/kernel/sem", "/proc/sys/kernel/hostname", "/proc/sys/kernel/ns_last_pid"),
    *("/proc/sys/fs/binfmt_misc/register", "/proc/sys/fs/mqueue/queues_max", "/proc/sys/vm/drop_caches"),
    *("/proc/sys/vm/overcommit_memory", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/user/max_user_namespaces"),
    *("/proc/sysrq-trigger", "/proc/irq/default_smp_affinity", "/proc/mtrr", "/proc/fs/nfsd", "/proc/acpi/wakeup"),
    *("/proc/bus/pci", "/proc/scsi/scsi", "/proc/timer_stats", "/proc/sched_debug", "/proc/latency_stats"),
    *("/sys/kernel/uevent_helper", "/sys/power/state", "/sys/kernel/mm/transparent_hugepage/enabled"),
    *("/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/cgroup.procs"),
):
    attempt(path, lambda: write(path))
own = {"self", "thread-self", str(os.getpid())}
for path in glob.glob("/proc/*"):
    name = os.path.basename(path)
    if os.path.isfile(path) and name not in own:
        attempt(path, lambda: os.open(path, os.O_WRONLY))
contained()
