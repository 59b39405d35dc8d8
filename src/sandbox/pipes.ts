/**
 * Real pipes for a program's output. Node's own are sockets, which a program cannot open again by name (/dev/stdout),
 * and which would give it a socket to us. They are FIFOs made once, opened by descriptor, and already unlinked. A
 * harness that is killed in that moment leaves a folder, which the next one removes.
 */
import { execFile } from 'node:child_process';
import { chmodSync, closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processTag, tagIsAlive } from './processes.ts';

/** Linux's O_PATH, the same on every processor we know; Node does not name it. */
const O_PATH = 0o10000000;
const PREFIX = 'dare-sandbox-';

export interface Fifo {
  /** A descriptor that only names it: whoever has it can open the FIFO. */
  readonly held: number;
  /** A fresh pipe: the reading end does not block us, the writing end blocks the program. */
  open(): OpenFifo;
  close(): void;
}

export interface OpenFifo {
  readonly reading: number;
  readonly writing: number;
}

/** @param parent a folder for a moment's use */
export async function makeFifos(parent: string, count: number): Promise<Fifo[]> {
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `${PREFIX}${processTag()}-`));
  try {
    const paths = Array.from({ length: count }, (_, index) => join(folder, String(index)));
    await promisify(execFile)('mkfifo', paths);
    return paths.map(hold);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  const isAbandoned = (name: string) => name.startsWith(PREFIX) && !tagIsAlive(name.slice(PREFIX.length));
  const abandoned = (await readdir(parent)).filter(isAbandoned);
  // One of another user stays.
  await Promise.allSettled(abandoned.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

function hold(name: string): Fifo {
  const held = openSync(name, O_PATH);
  const path = `/proc/self/fd/${held}`;
  return {
    held,
    open: () => {
      // Open to the program's user, and again after a program that closed it to all.
      chmodSync(path, 0o666);
      const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      return { reading, writing: openSync(path, constants.O_WRONLY) };
    },
    close: () => closeSync(held),
  };
}
