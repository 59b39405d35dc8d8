/** What a hostile program must not see, reach or leave behind. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type MakeSandbox, openBench, processesWith } from './bench.ts';

export function isolation(makeSandbox: MakeSandbox): void {
  describe('isolation', () => {
    const bench = openBench(makeSandbox);

    it('kills daemons that left their session and their parents', async () => {
      const mark = randomUUID();
      const code = `
import os, subprocess, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in (0, 1, 2): os.close(fd)
        os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(300)', '${mark}'])
    os._exit(0)
time.sleep(0.5)
print('left')`;
      const outcome = await bench.run(code);
      expect(outcome).toMatchObject({ kind: 'finished', stdout: { text: 'left\n' } });
      expect(outcome.seconds).toBeLessThan(20);
      expect(processesWith(mark)).toEqual([]);
    });

    it("reaches no server of the host's, nor any name server", async () => {
      const reached: Socket[] = [];
      const server = await listen(
        createServer((socket) => reached.push(socket)),
        { host: '127.0.0.1', port: 0 },
      );
      const code = `
import socket
def attempt(address):
    try:
        socket.create_connection(address, timeout=2)
        return 'connected'
    except OSError: return 'no'
print(attempt(('127.0.0.1', ${(server.address() as { port: number }).port})), attempt(('192.0.2.1', 80)))
try: print(socket.getaddrinfo('example.com', 80))
except OSError: print('no name')`;
      expect(await bench.print(code)).toBe('no no\nno name');
      expect(reached).toEqual([]);
    });

    it('reaches no abstract socket of the host’s', async () => {
      const name = `dare-${randomUUID()}`;
      await listen(createServer(), { path: `\0${name}` });
      const code = `
import socket
try:
    socket.socket(socket.AF_UNIX).connect('\\0${name}')
    print('connected')
except OSError: print('no')`;
      expect(await bench.print(code)).toBe('no');
    });

    it('may use a loopback of its own', async () => {
      const code = `
import socket
server = socket.create_server(('127.0.0.1', 0))
client = socket.create_connection(server.getsockname())
print('own')`;
      expect(await bench.print(code)).toBe('own');
    });

    it('sees no environment variable of ours, in its own processes or others', async () => {
      const secret = `secret-${randomUUID()}`;
      process.env.DARE_TEST_API_KEY = secret;
      onTestFinished(() => {
        delete process.env.DARE_TEST_API_KEY;
      });
      const code = `
import glob, os
found = dict(os.environ)
text = repr(found)
for path in glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/task/*/environ') + glob.glob('/proc/[0-9]*/cmdline'):
    try: text += open(path, errors='replace').read()
    except OSError: pass
print('${secret.slice(0, 20)}' in text, 'DARE_TEST' in text, 'PYTHONPATH' in found)`;
      expect(await bench.print(code)).toBe('False False False');
    });

    it('sees no file of the host but the system’s and the environment’s', async () => {
      const truth = bench.host('ground_truth.csv', 'the truth');
      const places = [
        truth.path,
        dirname(truth.path),
        resolve('.'),
        resolve('package.json'),
        '/etc/shadow',
        '/sys',
        ...['/var', '/home', '/srv', '/opt', '/root', homedir()].flatMap((path) => [
          path,
          join(path, '*'),
          join(path, '.*'),
        ]),
      ];
      // The environment may lie in a home: then the folders above it are there, and hold nothing else.
      const code = `
import glob, os, sys
kept = [os.path.realpath(path) for path in (sys.prefix, sys.base_prefix, '/opt/sandbox')]
def belongs(path):
    return any(own == path or own.startswith(path + '/') or path.startswith(own + '/') for own in kept)
found = [path for place in ${JSON.stringify(places)} for path in {place, *glob.glob(place)} if os.path.lexists(path)]
print('seen', [path for path in found if not belongs(path)])`;
      expect(await bench.print(code)).toBe('seen []');
    });

    it('does not find a host file by going up from the work folder, by any descriptor or by another process', async () => {
      const truth = bench.host('ground_truth.csv', 'the truth');
      const code = `
import glob, os
path = ${JSON.stringify(truth.path)}
roots = ['../' * 20, *glob.glob('/proc/*/root'), *glob.glob('/proc/*/cwd'), *glob.glob('/proc/*/fd/*'), *glob.glob('/proc/*/task/*/root')]
for root in roots:
    try: print('found', root, open(root + path).read())
    except OSError: pass
print('tried', len(roots) > 5)`;
      expect(await bench.print(code)).toBe('tried True');
    });

    it('sees only its own processes', async () => {
      const code = `
import os
pids = [int(name) for name in os.listdir('/proc') if name.isdigit()]
print(len(pids) <= 3, os.getpid() < 10)`;
      expect(await bench.print(code)).toBe('True True');
    });

    it('can kill no one but its own', async () => {
      const code = `
import os
for pid in (${process.pid}, ${process.ppid}):
    try: os.kill(pid, 0); print('found', pid)
    except (ProcessLookupError, PermissionError): pass
print('tried')`;
      expect(await bench.print(code)).toBe('tried');
    });

    it('can not write to the system, nor to the interpreter and its libraries', async () => {
      const code = `
import os, sys, pandas
places = ['/', '/usr/bin', '/usr/lib', '/etc', '/dev', '/opt', '/proc', sys.prefix, sys.base_prefix, os.path.dirname(pandas.__file__), os.path.dirname(os.__file__)]
for place in places:
    try:
        open(os.path.join(place, 'poison.py'), 'w')
        print('wrote', place)
    except OSError: pass
for path in (sys.executable, pandas.__file__, os.__file__, '/etc/passwd', '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger'):
    try:
        open(path, 'r+b')
        print('opened', path)
    except OSError: pass
    try:
        os.chmod(path, 0o777)
        print('changed', path)
    except OSError: pass
print('tried')`;
      expect(await bench.print(code)).toBe('tried');
    });

    it('leaves nothing to the next run', async () => {
      const leave = `
import ctypes, os, sys
for folder in ('.', '/tmp', '/dev/shm', os.path.expanduser('~')): open(os.path.join(folder, 'left-behind'), 'w').write('x')
libc = ctypes.CDLL(None)
libc.shmget(0x1234, 4096, 0o1666)
try: os.fchmod(1, 0)
except OSError: pass
import random, builtins
random.seed(1); builtins.left = 1; os.environ['LEFT'] = '1'`;
      const look = `
import builtins, ctypes, glob, os
libc = ctypes.CDLL(None)
print([glob.glob(os.path.join(folder, 'left-behind')) for folder in ('.', '/tmp', '/dev/shm', os.path.expanduser('~'))])
print(libc.shmget(0x1234, 4096, 0) >= 0, hasattr(builtins, 'left'), 'LEFT' in os.environ)`;
      expect(await bench.print(leave)).toBe('');
      expect(await bench.print(look)).toBe('[[], [], [], []]\nFalse False False');
    });

    it('is nobody: not root, without capabilities, unable to gain any, under a system call filter', async () => {
      const code = `
import os
status = dict(line.split(':\\t') for line in open('/proc/self/status').read().splitlines() if ':\\t' in line)
print(os.getuid() != 0, os.getgroups() in ([], [os.getgid()]), status['NoNewPrivs'], status['Seccomp'].strip())
print({int(status[name], 16) for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')})`;
      expect(await bench.print(code)).toBe('True True 1 2\n{0}');
    });

    it('can not become root', async () => {
      const code = `
import os
for become in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.setgroups([0])):
    try: become(); print('became')
    except OSError: pass
print(os.getuid() != 0)`;
      expect(await bench.print(code)).toBe('True');
    });

    it('can not make namespaces or mounts, trace, use keyrings, load programs into the kernel', async () => {
      const code = `
import ctypes, errno, platform
libc = ctypes.CDLL(None, use_errno=True)
x86 = platform.machine() == 'x86_64'
calls = {
    'unshare': (272 if x86 else 97, 0x10000000), 'setns': (308 if x86 else 268, 0, 0), 'mount': (165 if x86 else 40, 0, 0, 0, 0, 0),
    'ptrace': (101 if x86 else 117, 0, 0, 0, 0), 'keyctl': (250 if x86 else 219, 0, 0), 'bpf': (321 if x86 else 280, 0, 0, 0),
    'perf_event_open': (298 if x86 else 241, 0, 0, 0, 0, 0), 'userfaultfd': (323 if x86 else 282, 0), 'io_uring_setup': (425, 1, 0),
    'init_module': (175 if x86 else 105, 0, 0, 0), 'clone(NEWUSER)': (56 if x86 else 220, 0x10000000 | 17, 0, 0, 0, 0),
    'chroot': (161 if x86 else 51, b'/tmp'), 'fsopen': (430, b'tmpfs', 0), 'open_by_handle_at': (304 if x86 else 265, 0, 0, 0),
}
for name, (number, *rest) in calls.items():
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(x) if isinstance(x, int) else x for x in rest])
    if result != -1 or ctypes.get_errno() != errno.EPERM: print(name, result, errno.errorcode.get(ctypes.get_errno()))
print('tried', len(calls))`;
      expect(await bench.print(code)).toBe('tried 14');
    });

    it.each([
      ['AF_VSOCK', 40],
      ['AF_ALG', 38],
      ['AF_PACKET', 17],
      ['AF_BLUETOOTH', 31],
    ])('opens no %s socket', async (_, family) => {
      const code = `
import ctypes
print(ctypes.CDLL(None).socket(${family}, 1, 0), ctypes.CDLL(None).socket(${family}, 3, 0))`;
      expect(await bench.print(code)).toBe('-1 -1');
    });

    it('inherits no descriptor but the three of every program', async () => {
      const code = `
import os
def is_open(fd):
    try: os.fstat(fd); return True
    except OSError: return False
script = os.path.realpath(__file__)
print([fd for fd in range(4096) if is_open(fd) and os.path.realpath(f'/proc/self/fd/{fd}') != script])`;
      expect(await bench.print(code)).toBe('[0, 1, 2]');
    });

    it('has only harmless devices', async () => {
      const code = `
import os, stat
print(sorted(name for name in os.listdir('/dev') if stat.S_ISCHR(os.stat(f'/dev/{name}').st_mode) and not os.path.islink(f'/dev/{name}') or stat.S_ISBLK(os.stat(f'/dev/{name}').st_mode)))
try:
    os.mknod('device', 0o666 | stat.S_IFBLK, os.makedev(254, 0))
    print('made')
except OSError: print('none made')`;
      expect(await bench.print(code)).toBe("['full', 'null', 'random', 'urandom', 'zero']\nnone made");
    });

    it('can not raise its limits again', async () => {
      const code = `
import resource
kinds = (resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)
for kind in kinds:
    soft, hard = resource.getrlimit(kind)
    try:
        resource.setrlimit(kind, (hard + 1, hard + 1))
        print('raised')
    except (ValueError, OSError): pass
print('tried')`;
      expect(await bench.print(code)).toBe('tried');
    });

    it('holds against a program that stops or kills the first process of its namespace', async () => {
      const code = `
import os, signal
for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    try: os.kill(1, number)
    except OSError: pass
try: os.kill(-1, signal.SIGSTOP)
except OSError: pass
print('alive')`;
      const outcome = await bench.run(code, { limits: { seconds: 5 } });
      expect(['finished', 'time-limit']).toContain(outcome.kind);
      expect(await bench.print('print("next")')).toBe('next');
    });
  });
}

async function listen(server: Server, where: { host: string; port: number } | { path: string }): Promise<Server> {
  server.listen(where);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return server;
}
