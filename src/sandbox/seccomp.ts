/**
 * A system call filter as a classic BPF program, in the form that bubblewrap loads: system calls that a data science
 * script has no use for and that have a history of breaking out are refused with EPERM; all others pass.
 *
 * It is defence in depth behind the namespaces, not the wall itself.
 */
import { constants } from 'node:os';

interface Architecture {
  /** AUDIT_ARCH_*. */
  readonly audit: number;
  readonly clone: number;
  readonly clone3: number;
  readonly socket: number;
  readonly socketpair: number;
  readonly setsockopt: number;
  readonly ioctl: number;
  readonly refused: Readonly<Record<string, number>>;
  /** They make memory that is no process's and in no file system: only control groups count it. */
  readonly uncounted: Readonly<Record<string, number>>;
}

/** Numbers that are the same everywhere: all calls added since Linux 5.1. */
const COMMON = {
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  pidfd_getfd: 438,
  process_madvise: 440,
  mount_setattr: 442,
  quotactl_fd: 443,
  memfd_secret: 447,
  open_tree_attr: 467,
};

const ARCHITECTURES: Readonly<Partial<Record<string, Architecture>>> = {
  x64: {
    audit: 0xc000003e,
    clone: 56,
    clone3: 435,
    socket: 41,
    socketpair: 53,
    setsockopt: 54,
    ioctl: 16,
    uncounted: { shmget: 29, semget: 64, msgget: 68, mq_open: 240, memfd_create: 319 },
    refused: {
      ...COMMON,
      ptrace: 101,
      syslog: 103,
      uselib: 134,
      personality: 135,
      ustat: 136,
      sysfs: 139,
      vhangup: 153,
      modify_ldt: 154,
      pivot_root: 155,
      _sysctl: 156,
      adjtimex: 159,
      chroot: 161,
      sync: 162,
      acct: 163,
      settimeofday: 164,
      mount: 165,
      umount2: 166,
      swapon: 167,
      swapoff: 168,
      reboot: 169,
      sethostname: 170,
      setdomainname: 171,
      iopl: 172,
      ioperm: 173,
      create_module: 174,
      init_module: 175,
      delete_module: 176,
      get_kernel_syms: 177,
      query_module: 178,
      quotactl: 179,
      nfsservctl: 180,
      lookup_dcookie: 212,
      clock_settime: 227,
      kexec_load: 246,
      add_key: 248,
      request_key: 249,
      keyctl: 250,
      migrate_pages: 256,
      unshare: 272,
      vmsplice: 278,
      move_pages: 279,
      perf_event_open: 298,
      fanotify_init: 300,
      name_to_handle_at: 303,
      open_by_handle_at: 304,
      clock_adjtime: 305,
      syncfs: 306,
      setns: 308,
      process_vm_readv: 310,
      process_vm_writev: 311,
      kcmp: 312,
      finit_module: 313,
      kexec_file_load: 320,
      bpf: 321,
      userfaultfd: 323,
    },
  },
  arm64: {
    audit: 0xc00000b7,
    clone: 220,
    clone3: 435,
    socket: 198,
    socketpair: 199,
    setsockopt: 208,
    ioctl: 29,
    uncounted: { shmget: 194, semget: 190, msgget: 186, mq_open: 180, memfd_create: 279 },
    refused: {
      ...COMMON,
      lookup_dcookie: 18,
      umount2: 39,
      mount: 40,
      pivot_root: 41,
      nfsservctl: 42,
      chroot: 51,
      vhangup: 58,
      quotactl: 60,
      vmsplice: 75,
      sync: 81,
      acct: 89,
      personality: 92,
      unshare: 97,
      kexec_load: 104,
      init_module: 105,
      delete_module: 106,
      clock_settime: 112,
      syslog: 116,
      ptrace: 117,
      reboot: 142,
      sethostname: 161,
      setdomainname: 162,
      settimeofday: 170,
      adjtimex: 171,
      add_key: 217,
      request_key: 218,
      keyctl: 219,
      migrate_pages: 238,
      move_pages: 239,
      swapon: 224,
      swapoff: 225,
      perf_event_open: 241,
      fanotify_init: 262,
      name_to_handle_at: 264,
      open_by_handle_at: 265,
      clock_adjtime: 266,
      syncfs: 267,
      setns: 268,
      process_vm_readv: 270,
      process_vm_writev: 271,
      kcmp: 272,
      finit_module: 273,
      bpf: 280,
      userfaultfd: 282,
      kexec_file_load: 294,
    },
  },
};

/** Some of the other families (AF_VSOCK) know no network namespace; any of them has the kernel load a module. */
const [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK] = [1, 2, 10, 16] as const;
/** Of AF_INET and AF_INET6: SOCK_STREAM and SOCK_DGRAM, of the type's low bits; the family's own, TCP and UDP. */
const [TYPES, TYPE_BITS, PROTOCOLS] = [[1, 2], 0xf, [0, 6, 17]] as const;
/** Of AF_NETLINK: NETLINK_ROUTE, by which the C library finds its own interfaces. */
const NETLINK_ROUTE = 0;

/** SO_ATTACH_{FILTER,BPF,REUSEPORT_CBPF,REUSEPORT_EBPF} of SOL_SOCKET, TCP_ULP of TCP: code in the kernel for one socket. */
const SOCKET_OPTIONS = [
  [1, [26, 50, 51, 52]],
  [6, [31]],
] as const;

/** CLONE_NEW{TIME,NS,CGROUP,UTS,IPC,USER,PID,NET}. */
const NEW_NAMESPACES = 0x80 | 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000;
/** A child of the caller's parent, which would learn of an end that it knows nothing of. */
const CLONE_PARENT = 0x8000;

/** TIOCSTI and TIOCLINUX push characters into a terminal. */
const TERMINAL_INPUT = [0x5412, 0x541c];

/** struct seccomp_data: where the call's number, its architecture and the low halves of its arguments lie. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + 8 * index;

const [LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN] = [0x20, 0x15, 0x35, 0x45, 0x54, 0x06];
const ALLOW = 0x7fff0000;
const refuseWith = (errno: number) => 0x00050000 | errno;
const REFUSE = refuseWith(constants.errno.EPERM);

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number];

/**
 * The filter's bytes, or null on a processor that it is not written for.
 * @param memoryIsCounted whether control groups count all the memory there is
 */
export function seccompFilter(memoryIsCounted: boolean, processor: string = process.arch): Buffer | null {
  const architecture = ARCHITECTURES[processor];
  if (architecture === undefined) return null;
  const { audit, clone, clone3, socket, socketpair, setsockopt, ioctl, uncounted } = architecture;
  const refused = { ...architecture.refused, ...(memoryIsCounted ? {} : uncounted) };
  const unless = (code: number, value: number, action: number): Instruction[] => [
    [code, 0, 1, value],
    [RETURN, 0, 0, action],
  ];
  /** Rules over one argument of one call. They must end in a RETURN: the call's number is no longer loaded. */
  const inside = (call: number, index: number, rules: Instruction[]): Instruction[] => {
    const body: Instruction[] = [[LOAD, 0, 0, argument(index)], ...rules];
    return [[EQUAL, 0, body.length, call], ...body];
  };
  /** Rules for one value of what is loaded; they must end in a RETURN as well. */
  const when = (value: number, rules: Instruction[]): Instruction[] => [[EQUAL, 0, rules.length, value], ...rules];
  const allow: Instruction = [RETURN, 0, 0, ALLOW];
  const noFamily: Instruction = [RETURN, 0, 0, refuseWith(constants.errno.EAFNOSUPPORT)];
  const noProtocol: Instruction = [RETURN, 0, 0, refuseWith(constants.errno.EPROTONOSUPPORT)];
  const internet: Instruction[] = [
    [LOAD, 0, 0, argument(1)],
    [AND, 0, 0, TYPE_BITS],
    [EQUAL, 2, 0, TYPES[0]],
    [EQUAL, 1, 0, TYPES[1]],
    noProtocol,
    [LOAD, 0, 0, argument(2)],
    ...PROTOCOLS.flatMap((protocol) => unless(EQUAL, protocol, ALLOW)),
    noProtocol,
  ];
  const program: Instruction[] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [EQUAL, 1, 0, audit],
    [RETURN, 0, 0, refuseWith(constants.errno.ENOSYS)],
    [LOAD, 0, 0, NUMBER],
    // The x32 numbers of x86-64 would go round the list below.
    ...unless(AT_LEAST, 0x40000000, refuseWith(constants.errno.ENOSYS)),
    ...Object.values(refused).flatMap((number) => unless(EQUAL, number, REFUSE)),
    // Its flags lie in memory, out of a filter's sight; the C library then takes clone.
    ...unless(EQUAL, clone3, refuseWith(constants.errno.ENOSYS)),
    ...inside(clone, 0, [...unless(ANY_BIT, NEW_NAMESPACES | CLONE_PARENT, REFUSE), allow]),
    ...inside(ioctl, 1, [...TERMINAL_INPUT.flatMap((request) => unless(EQUAL, request, REFUSE)), allow]),
    ...inside(socketpair, 0, [...unless(EQUAL, AF_UNIX, ALLOW), noFamily]),
    ...inside(socket, 0, [
      ...unless(EQUAL, AF_UNIX, ALLOW),
      ...[AF_INET, AF_INET6].flatMap((family) => when(family, internet)),
      ...when(AF_NETLINK, [[LOAD, 0, 0, argument(2)], ...unless(EQUAL, NETLINK_ROUTE, ALLOW), noProtocol]),
      noFamily,
    ]),
    ...inside(setsockopt, 1, [
      ...SOCKET_OPTIONS.flatMap(([level, options]) =>
        when(level, [[LOAD, 0, 0, argument(2)], ...options.flatMap((option) => unless(EQUAL, option, REFUSE)), allow]),
      ),
      allow,
    ]),
    allow,
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, jumpTrue, jumpFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jumpTrue, index * 8 + 2);
    bytes.writeUInt8(jumpFalse, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  }
  return bytes;
}
