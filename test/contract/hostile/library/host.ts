/**
 * What there is on the host for a hostile program to reach: truth, keys, servers, the system itself. All of it is open
 * to any user of the host, so that only the sandbox stands before it; and all of it tells afterwards whether it was.
 */
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Host {
  /** Path of what the programs are told. */
  readonly facts: string;
  /** Never told to a program: where it is found, something was read. */
  readonly mark: string;
  /** For outputs, and whatever else. */
  readonly folder: string;
  /** What has been read, reached or changed. */
  harm(): string[];
  close(): void;
}

const SETTINGS = ['kernel/core_pattern', 'kernel/modprobe', 'net/ipv4/ip_forward', 'vm/overcommit_memory'];
const KEY_NAME = 'DARE_HOSTILE_API_KEY';

/** @param libraries files and folders of the interpreter. */
export async function openHost(libraries: readonly string[]): Promise<Host> {
  const mark = `mark-${randomUUID()}`;
  const folder = mkdtempSync(join(tmpdir(), 'dare-hostile-'));
  const secrets = ['ground_truth.csv', 'api-key'].map((name) => join(folder, 'verify', name));
  mkdirSync(join(folder, 'verify'));
  for (const path of secrets) {
    writeFileSync(path, `${mark}\n`);
    // Reading moves the time of access past this one, on most file systems.
    utimesSync(path, 1000, 2000);
    chmodSync(path, 0o666);
  }
  for (const path of [folder, join(folder, 'verify')]) chmodSync(path, 0o777);
  process.env[KEY_NAME] = mark;

  const heard: string[] = [];
  const sockets = [join(folder, 'verify', 'socket'), `\0dare-hostile-${randomUUID()}`];
  const tcp = createServer((socket) => {
    heard.push('a connection by TCP');
    socket.destroy();
  });
  const servers = [
    tcp.listen(0),
    ...sockets.map((path) => createServer(() => heard.push(`a connection to ${path}`)).listen(path)),
  ];
  const udp = createSocket('udp4', () => heard.push('a datagram'));
  udp.bind(0);
  await Promise.all([...servers, udp].map((server) => once(server, 'listening')));
  chmodSync(sockets[0]!, 0o777);

  const files = [...libraries.flatMap(filesOf), ...secrets].filter(existsSync);
  const before = new Map(files.map((path) => [path, stateOf(path)]));
  const system = systemState();
  const harm = (): string[] => [
    ...heard,
    ...files.filter((path) => stateOf(path) !== before.get(path)).map((path) => `${path} was changed`),
    ...secrets.filter((path) => statSync(path).atimeMs !== 1_000_000).map((path) => `${path} was read`),
    ...readdirSync(join(folder, 'verify')).filter((name) => !/^(ground_truth\.csv|api-key|socket)$/.test(name)),
    ...(systemState() === system ? [] : [`the system was ${system}, is ${systemState()}`]),
  ];
  const told = {
    secrets,
    sockets,
    'own files': [import.meta.filename, join(import.meta.dirname, '../../../../package.json')],
    'key name': KEY_NAME,
    processes: [process.pid, process.ppid],
    // Opening some has the machine restart.
    devices: readdirSync('/dev').filter((name) => !name.startsWith('watchdog')),
    libraries: files.filter((path) => !secrets.includes(path)).slice(0, 5),
    addresses: Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    ),
    'TCP port': (tcp.address() as AddressInfo).port,
    'UDP port': udp.address().port,
  };
  const facts = join(folder, 'host.json');
  writeFileSync(facts, JSON.stringify(told));
  return {
    ...{ facts, mark, folder, harm },
    close: () => {
      for (const server of [...servers, udp]) server.close();
      delete process.env[KEY_NAME];
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A folder's files, not those of folders within; a file itself. */
function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(path, entry.name)] : [],
  );
}

/** The time of change can't be set back. */
function stateOf(path: string): string {
  const { ino, size, mode, uid, mtimeMs, ctimeMs } = statSync(path);
  return [ino, size, mode, uid, mtimeMs, ctimeMs].join();
}

function systemState(): string {
  const settings = SETTINGS.map((name) => join('/proc/sys', name)).filter(existsSync);
  const clockIsRight = Math.abs(Date.now() - (performance.timeOrigin + performance.now())) < 60_000;
  return JSON.stringify([
    hostname(),
    clockIsRight,
    ...settings.map((path) => readFileSync(path, 'utf8').trim()),
    existsSync('/tmp/escaped'),
  ]);
}
