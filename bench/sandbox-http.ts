/**
 * What HTTP costs: `./dare node bench/sandbox-http.ts [--sandbox KIND]`. A server in a process of its own beside the
 * same sandbox called directly.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSandboxFusion } from '../src/sandbox/sandbox-fusion.ts';
import { DEFAULT_LIMITS, type RunRequest, type Sandbox } from '../src/sandbox.ts';
import { DEFAULT_SANDBOX, openSandbox } from '../src/wire.ts';
import { type Served, served } from '../test/fixtures/served.ts';

const { values } = parseArgs({ options: { sandbox: { type: 'string', default: DEFAULT_SANDBOX } } });
const kind = values.sandbox;
const folder = mkdtempSync(join(tmpdir(), 'dare-bench-'));
const report = (what: string, value: number, unit = 'ms') =>
  console.log(`${what.padEnd(48)}${value.toFixed(1).padStart(9)} ${unit}`);

async function milliseconds(sandbox: Sandbox, request: Partial<RunRequest> = {}): Promise<number> {
  const started = performance.now();
  const outcome = await sandbox.run({
    code: 'print(1)',
    files: [],
    outputs: [],
    outputFolder: folder,
    limits: DEFAULT_LIMITS,
    ...request,
  });
  if (outcome.kind !== 'finished' || outcome.returnCode !== 0) throw new Error(JSON.stringify(outcome));
  return performance.now() - started;
}

const quantile = (times: readonly number[], q: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(q * times.length))]!;

const memory = ({ process }: Served) =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${process.pid}/status`, 'utf8'))![1]) / 1000;

/** CPU time of the server's own process, without the programs that it runs. */
const cpuOf = ({ process }: Served) => {
  const fields = readFileSync(`/proc/${process.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
};

async function throughput(what: string, sandboxes: readonly Sandbox[]): Promise<void> {
  for (const atOnce of [8, 32, 128]) {
    const runs = Math.max(64, atOnce);
    const started = performance.now();
    let next = 0;
    const client = async () => {
      while (next < runs) await milliseconds(sandboxes[next++ % sandboxes.length]!);
    };
    await Promise.all(Array.from({ length: atOnce }, client));
    report(`${what}, ${atOnce} at once`, (runs * 1000) / (performance.now() - started), 'runs/s');
  }
}

const server = await served(['--port', '0', '--sandbox', kind], { folder });
{
  await using direct = await openSandbox(process.env, { kind });
  await using remote = await openSandboxFusion({ url: server.url });

  const cpu = cpuOf(server);
  const times: { direct: number[]; http: number[] } = { direct: [], http: [] };
  for (let number = 0; number < 200; number += 1) {
    times.direct.push(await milliseconds(direct));
    times.http.push(await milliseconds(remote));
  }
  for (const q of [0.5, 0.99]) {
    const [own, http] = [quantile(times.direct, q), quantile(times.http, q)];
    report(`print(1), direct, p${100 * q} of 200`, own);
    report(`print(1), over HTTP, p${100 * q} of 200`, http);
    report(`  added by HTTP, p${100 * q}`, http - own);
  }
  report('CPU of the server itself for a run', (cpuOf(server) - cpu) / 200);
  await throughput('print(1), direct', [direct]);
  await throughput('print(1), over HTTP', [remote]);

  const path = join(folder, 'in.bin');
  writeFileSync(path, randomBytes(50e6));
  const request = {
    code: 'import os\nos.rename("in.bin", "out.bin")',
    files: [{ name: 'in.bin', path }],
    outputs: ['out.bin'],
  };
  const before = memory(server);
  const trips: number[] = [];
  for (let number = 0; number < 5; number += 1) trips.push(await milliseconds(remote, request));
  if (!readFileSync(path).equals(readFileSync(join(folder, 'out.bin')))) throw new Error('the file changed on its way');
  report('50 MB in and out over HTTP, median of 5', quantile(trips, 0.5));
  report('  slowest', quantile(trips, 1));
  report('  the same, direct', await milliseconds(direct, request));
  const { code, outputs } = request;
  const files = { 'in.bin': readFileSync(path).toString('base64') };
  const body = JSON.stringify({ code, language: 'python', files, fetch_files: outputs });
  const started = performance.now();
  const answer = await fetch(`${server.url}/run_code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { byteLength } = await answer.arrayBuffer();
  report('  a request that lay ready, answer not decoded', performance.now() - started);
  if (byteLength < 66e6) throw new Error('the answer is short');
  report('  memory of the server, at most', memory(server), `MB (${before.toFixed(0)} before)`);
}
server.process.kill('SIGTERM');
await server.ended;

const pair = await Promise.all(
  [1, 2].map(() => served(['--port', '0', '--workers', '1', '--sandbox', kind], { folder })),
);
const two = await Promise.all(pair.map(({ url }) => openSandboxFusion({ url })));
await throughput('print(1), two servers of one worker', two);
for (const one of pair) one.process.kill('SIGTERM');
await Promise.all(pair.map(({ ended }) => ended));
rmSync(folder, { recursive: true });
