/**
 * Tries the sandbox's promises from within: a small program does what a hostile one would, and the outside looks
 * whether it worked. The sandbox is any that there is; what it is made of is not looked at here.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import { DEFAULT_LIMITS, type Outcome, type RunLimits, type Sandbox } from '../sandbox.ts';
import type { Finding } from './finding.ts';

type Run = (code: string, limits?: Partial<RunLimits>) => Promise<Outcome>;
type Trial = (run: Run, folder: string) => Promise<Omit<Finding, 'name'>>;

const TRIALS: Readonly<Record<string, Trial>> = {
  'network is cut': networkIsCut,
  'host’s files are unseen': filesAreUnseen,
  'host’s environment is unseen': environmentIsUnseen,
  'memory is limited': memoryIsLimited,
  'processes are limited': processesAreLimited,
  'time is limited': timeIsLimited,
  'all ends with the run': allEnds,
};

/** Never throws: a trial that cannot be carried out is a bad finding. */
export async function trySandbox(sandbox: Sandbox): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'dare-doctor-'));
  const run: Run = (code, limits) =>
    sandbox.run({
      code,
      files: [],
      outputs: [],
      outputFolder: folder,
      limits: { ...DEFAULT_LIMITS, seconds: 20, ...limits },
    });
  try {
    const findings: Finding[] = [];
    for (const [name, trial] of Object.entries(TRIALS)) {
      findings.push({
        name,
        ...(await trial(run, folder).catch((error) => broken(`could not be tried: ${messageOf(error)}`))),
      });
    }
    return findings;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const TODO = 'Do not run model-written code here. Please report this with the output of dare doctor --json.';

function broken(found: string): Omit<Finding, 'name'> {
  return { state: 'bad', found, todo: TODO };
}

/** `good` if the program printed exactly that. */
function judge(outcome: Outcome, expected: string, good: string): Omit<Finding, 'name'> {
  if (outcome.kind === 'finished' && outcome.stdout.text.trim() === expected) return { state: 'good', found: good };
  return broken(`a program got through, or could not try: ${wordsOf(outcome)}`);
}

function wordsOf(outcome: Outcome): string {
  if (outcome.kind === 'failed') return outcome.reason;
  const lastLine = outcome.stderr.text.trim().split('\n').at(-1) ?? '';
  return `${outcome.kind} ${outcome.stdout.text.trim()} ${lastLine}`.trim();
}

async function networkIsCut(run: Run): Promise<Omit<Finding, 'name'>> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as { port: number };
    const outcome = await run(`
import socket
try:
    socket.create_connection(('127.0.0.1', ${port}), 3)
    print('connected')
except OSError:
    print('refused')
`);
    return judge(outcome, 'refused', 'a program could not reach a server of ours on this machine');
  } finally {
    server.close();
  }
}

async function filesAreUnseen(run: Run, folder: string): Promise<Omit<Finding, 'name'>> {
  const secret = join(folder, 'secret');
  await writeFile(secret, 'secret');
  const outcome = await run(`
import os
seen = [path for path in ${JSON.stringify([secret, import.meta.filename])} if os.path.exists(path)]
home = ${JSON.stringify(homedir())}
try:
    hidden = ('.ssh', '.aws', '.netrc', '.npmrc', '.bashrc', '.profile', '.gitconfig')
    seen += [name for name in os.listdir(home) if name in hidden]
except OSError:
    pass
print(seen or 'nothing')
`);
  return judge(outcome, 'nothing', 'a program found neither a file of ours, nor this program, nor what your home has');
}

async function environmentIsUnseen(run: Run): Promise<Omit<Finding, 'name'>> {
  const outcome = await run(`
import os
values = [v for v in os.environ if any(w in v.upper() for w in ('KEY', 'TOKEN', 'SECRET', 'PASSWORD', 'DARE_'))]
others = []
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        with open(f'/proc/{pid}/cmdline', 'rb') as file:
            others += [pid] if b'main.ts' in file.read() else []
    except OSError:
        pass  # the first of its namespace, whose folder is empty
print(values + others or 'nothing')
`);
  return judge(outcome, 'nothing', 'a program found no variable of yours, and no process of this machine');
}

async function memoryIsLimited(run: Run): Promise<Omit<Finding, 'name'>> {
  const outcome = await run(
    `
blocks = []
while len(blocks) < 60:
    blocks.append(bytearray(b'x' * 20_000_000))
print('had 1.2 GB')
`,
    { memoryBytes: 300e6 },
  );
  const stopped = outcome.kind === 'memory-limit' || (outcome.kind === 'finished' && outcome.returnCode !== 0);
  if (stopped) return { state: 'good', found: 'a program that wanted 1.2 GB was stopped at 300 MB' };
  return broken(`a program that may have 300 MB: ${wordsOf(outcome)}`);
}

async function processesAreLimited(run: Run): Promise<Omit<Finding, 'name'>> {
  const outcome = await run(
    `
import os, time
count = 0
try:
    while count < 200:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        count += 1
except OSError:
    pass
print('many' if count >= 200 else 'few', flush=True)
os._exit(0)
`,
    { processes: 20 },
  );
  const many = outcome.kind === 'finished' && outcome.stdout.text.includes('many');
  if (outcome.kind !== 'failed' && !many)
    return { state: 'good', found: 'a program that forks got no more than it may have' };
  return broken(`a program that may have 20 processes: ${wordsOf(outcome)}`);
}

async function timeIsLimited(run: Run): Promise<Omit<Finding, 'name'>> {
  const outcome = await run('while True: pass', { seconds: 1 });
  if (outcome.kind === 'time-limit')
    return { state: 'good', found: `an endless program ended after ${outcome.seconds.toFixed(1)} s` };
  return broken(`an endless program: ${wordsOf(outcome)}`);
}

async function allEnds(run: Run): Promise<Omit<Finding, 'name'>> {
  const mark = `dare-doctor-${randomUUID()}`;
  const outcome = await run(`
import os, subprocess, sys
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', '${mark}'], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(60)', '${mark}'])
print('started')
`);
  await sleep(100);
  const left = await processesWith(mark);
  if (left > 0) return broken(`${left} processes of a program that had ended were still there`);
  return judge(outcome, 'started', 'nothing was left of a program that hid two processes');
}

async function processesWith(mark: string): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(mark)).length;
}
