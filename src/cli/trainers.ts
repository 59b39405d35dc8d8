/**
 * The Python environments of `dare test --trainers`: real trainers, too large for everyone's set-up. Each is made from
 * its lock once. Nothing is needed beforehand but the network and the disk; stopped and started again, it goes on with
 * the environments that are not there yet.
 */
import { readFileSync, statfsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InfrastructureError, UserError } from '../errors.ts';
import { provideLocked } from '../locked-python.ts';
import { cacheFolder, type Environment } from '../wire.ts';
import { openCounter } from './counter.ts';
import { openInterrupt } from './interrupt.ts';

interface Trainers {
  /** By which tests find the environment's Python. */
  readonly variable: string;
  readonly lock: string;
  readonly what: string;
  readonly gigabytes: number;
}

const ENVIRONMENTS: readonly Trainers[] = [
  { variable: 'DARE_VERIFIERS_PYTHON', lock: 'verifiers.lock', what: 'verifiers', gigabytes: 1 },
  { variable: 'DARE_TRAIN_PYTHON', lock: 'requirements.lock', what: 'TRL, verl and OpenEnv', gigabytes: 7 },
  { variable: 'DARE_LLAMAFACTORY_PYTHON', lock: 'llamafactory.lock', what: 'LLaMA-Factory', gigabytes: 7 },
  { variable: 'DARE_AXOLOTL_PYTHON', lock: 'axolotl.lock', what: 'axolotl', gigabytes: 7 },
];

/**
 * @returns what the tests need to know
 * @throws UserError when an environment can't be made, with what to do; Interrupted when someone stopped it
 */
export async function provideTrainers(env: Environment): Promise<Record<string, string>> {
  const python = env.DARE_PYTHON;
  if (!python) throw new UserError('The sandbox’s Python is not set up. Start the program with ./dare.');
  using interrupt = openInterrupt();
  const place = { cache: cacheFolder(env), python, signal: interrupt.signal };
  const found: Record<string, string> = { DARE_TEST_TRAINERS: '1' };
  for (const [at, trainers] of ENVIRONMENTS.entries()) {
    found[trainers.variable] = await provide(trainers, `${at + 1} of ${ENVIRONMENTS.length}`, place);
  }
  return found;
}

async function provide(
  { lock, what, gigabytes }: Trainers,
  number: string,
  place: { cache: string; python: string; signal: AbortSignal },
): Promise<string> {
  const path = fileURLToPath(new URL(`../../python/train/${lock}`, import.meta.url));
  const packages = readFileSync(path, 'utf8').match(/^\S+==/gm)!.length;
  const say = (words: string) => process.stderr.write(`dare: trainers, ${number}: ${words}\n`);
  let counter: ReturnType<typeof openCounter> | undefined;
  const fetched = () => {
    counter?.close();
    counter = undefined;
  };
  try {
    return await provideLocked({
      ...{ ...place, name: 'trainers', lock: path, packages: what, builds: true },
      onInstall: () => {
        checkRoom(place.cache, gigabytes);
        say(`installing ${what} in ${place.cache} (about ${gigabytes} GB, some minutes)`);
        counter = openCounter(process.stderr, 'packages fetched', packages);
      },
      // pip says so of each package, and then that it puts them in their places.
      onLine: (line) => {
        if (line.startsWith('Collecting ')) counter?.tick();
        if (!line.startsWith('Installing collected packages')) return;
        fetched();
        say(`${packages} packages are fetched; putting them in their places`);
      },
    });
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    throw new UserError(
      `dare: trainers, ${number}: ${error.message}. Check the network, pip's settings for it and the disk of ` +
        `${place.cache}, and try again: environments that are finished are kept.`,
    );
  } finally {
    fetched();
  }
}

/** @throws UserError, as a full disk would be found after minutes only */
function checkRoom(folder: string, gigabytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / 1e9;
  if (free >= gigabytes) return;
  throw new UserError(
    `dare: the next environment of trainers needs ${gigabytes} GB, and ${folder} has ${free.toFixed(1)} GB left. ` +
      'Free some space there, or set DARE_CACHE to a folder on another disk.',
  );
}
