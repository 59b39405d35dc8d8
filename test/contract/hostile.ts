/**
 * The hostile suite: programs that try to break out, to break things, or to be in the way of what comes after. Each is a
 * file in hostile/, named for what it tries; all must be contained by every sandbox, with the harness, the host, a run
 * at the same time and the next run unharmed.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCgroups } from '../../src/sandbox/cgroups.ts';
import { openSlots, type Slots } from '../../src/sandbox/slots.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../../src/sandbox.ts';
import { type Attack, faultsOf } from './hostile/library/faults.ts';
import { type Host, openHost } from './hostile/library/host.ts';
import { ATTACK, type Program, readPrograms } from './hostile/library/program.ts';
import type { MakeSandbox } from './sandbox/bench.ts';

const BENIGN = readFileSync(join(import.meta.dirname, 'hostile/library/benign.py'), 'utf8');

/** A run that is there while another attacks: it has things to find, and must come to its end unharmed. */
const NEIGHBOUR = `
import ctypes, os, socket, time
libc = ctypes.CDLL(None)
libc.shmget(0x6E656967, 4096, 0o1666)
for folder in ('.', '/tmp', '/dev/shm'):
    with open(f'{folder}/neighbour-file', 'w') as file: file.write('neighbour')
unix = socket.socket(socket.AF_UNIX)
unix.bind('\\0neighbour')
unix.listen()
inet = socket.create_server(('127.0.0.1', 4711))
unix.settimeout(0)
inet.settimeout(0)
end = time.monotonic() + 2
while time.monotonic() < end:
    if os.fork() == 0: os._exit(0)
    os.wait()
    time.sleep(0.02)
for server in (unix, inet):
    try: server.accept(); print('someone connected')
    except BlockingIOError: pass
print('neighbour unharmed', sorted(os.listdir('.')), open('/tmp/neighbour-file').read())`;
const UNHARMED = "neighbour unharmed ['main.py', 'neighbour-file'] neighbour\n";

/** One sandbox, with what an honest program finds in it when nothing has happened yet. */
interface Lane {
  readonly sandbox: Sandbox;
  readonly workers: number;
  readonly normal: string;
}

/**
 * @param makeSandbox opens one; called several times.
 * @param hasControlGroups whether it has them, where this machine lets it.
 */
export function hostileContract(
  name: string,
  makeSandbox: MakeSandbox,
  hasControlGroups = findCgroups().memory !== null,
): void {
  const programs = readPrograms();
  const [tried, left] = [true, false].map((wanted) =>
    programs.filter(({ needsControlGroups }) => (hasControlGroups || !needsControlGroups) === wanted),
  ) as [Program[], Program[]];
  describe.concurrent(`hostile programs: ${name}`, () => {
    const lanes: Lane[] = [];
    // Programs that need a neighbour have a sandbox of two places; the next run then takes both.
    let alone: Slots<Lane>;
    let together: Slots<Lane>;
    let host: Host;
    let attacks = 0;
    const numbers = new Set<string>();

    const run = async (sandbox: Sandbox, code: string, request: Partial<Parameters<Sandbox['run']>[0]> = {}) => {
      const limits = { ...DEFAULT_LIMITS, seconds: 60, memoryBytes: 1e9 };
      const outcome = await sandbox.run({
        code,
        files: [],
        outputs: [],
        outputFolder: '/nonexistent',
        limits,
        ...request,
      });
      if (outcome.kind === 'failed') expect.fail(`the sandbox failed: ${outcome.reason}`);
      return outcome;
    };

    /** What an honest program prints, without the last line, which must be new. */
    const benign = async (sandbox: Sandbox): Promise<string> => {
      const outcome = await run(sandbox, BENIGN);
      expect(outcome, outcome.stderr.text).toMatchObject({ kind: 'finished', returnCode: 0 });
      const [found, random] = outcome.stdout.text.trim().split('\n');
      expect(numbers.has(random!)).toBe(false);
      numbers.add(random!);
      return JSON.stringify([JSON.parse(found!), outcome.stderr.text, outcome.files], null, 1);
    };

    beforeAll(async () => {
      for (const workers of [1, 1, 2]) {
        const sandbox = await makeSandbox({ workers });
        lanes.push({ sandbox, workers, normal: await benign(sandbox) });
      }
      alone = openSlots(lanes.filter(({ workers }) => workers === 1));
      together = openSlots(lanes.filter(({ workers }) => workers === 2));
      const { paths } = JSON.parse(lanes[0]!.normal)[0];
      const [, , library] = paths;
      host = await openHost([...paths, ...['json', 'encodings', '__pycache__'].map((name) => join(library, name))]);
    });
    afterAll(async () => {
      for (const { sandbox } of lanes) await sandbox[Symbol.asyncDispose]();
      host?.close();
    });

    const attack = async (program: Program, { sandbox }: Lane): Promise<Attack> => {
      const { code, limits, outputs } = program;
      attacks += 1;
      const outputFolder = join(host.folder, `out-${attacks}`);
      mkdirSync(outputFolder);
      const files = [
        { name: 'attack.py', path: ATTACK },
        { name: 'host.json', path: host.facts },
      ];
      const outcome = await run(sandbox, code, { limits, outputs, files, outputFolder });
      return { program, outcome, outputFolder };
    };

    it('are many', () => {
      expect(programs.length).toBeGreaterThanOrEqual(60);
    });

    it.skip.each(left.map(({ name }) => [name]))('%s: only control groups count such memory', () => {});

    it.each(tried.map((program) => [program.name, program] as const))('%s', async (_, program) => {
      await (program.neighbour ? together : alone).use(new AbortController().signal, async (lane) => {
        const [neighbour, made] = await Promise.all([
          program.neighbour ? run(lane.sandbox, NEIGHBOUR) : null,
          attack(program, lane),
        ]);
        expect(faultsOf(made, host.mark), made.outcome.stderr.text).toEqual([]);
        if (neighbour !== null) expect(neighbour.stdout.text, neighbour.stderr.text).toBe(UNHARMED);
        for (const found of await Promise.all(Array.from({ length: lane.workers }, () => benign(lane.sandbox)))) {
          expect(found).toBe(lane.normal);
        }
        expect(host.harm()).toEqual([]);
      });
    });
  });
}
