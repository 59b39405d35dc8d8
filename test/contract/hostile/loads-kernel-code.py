# expect: contained
"""Loads code into the kernel: modules, BPF programs, another kernel."""

import ctypes

from attack import contained, refused

BPF, INIT_MODULE, FINIT_MODULE, DELETE_MODULE = (321, 280), (175, 105), (313, 273), (176, 106)
KEXEC_LOAD, KEXEC_FILE_LOAD = (246, 104), (320, 294)
attributes = ctypes.create_string_buffer(128)
for command in range(37):
    refused(f"bpf {command}", BPF, command, attributes, 128)
refused("init_module", INIT_MODULE, b"\x7fELF" + b"\0" * 60, 64, b"")
refused("finit_module", FINIT_MODULE, 0, b"", 0)
refused("delete_module", DELETE_MODULE, b"loop", 0)
refused("kexec_load", KEXEC_LOAD, 0, 0, 0, 0)
refused("kexec_file_load", KEXEC_FILE_LOAD, 0, 0, 1, b"", 0)
contained()
