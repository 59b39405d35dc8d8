/**
 * One writer a folder. The lock is an abstract socket named after the folder's inode: it is taken atomically and goes
 * with the process, however that dies. Such sockets are seen on one machine only, so lock.json names the machine.
 */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf, UserError } from '../errors.ts';

export interface Lock {
  release(): Promise<void>;
}

/**
 * @param by who else may have it, and the option by which another folder is chosen, in the words of the message
 * @throws UserError when another process has it
 */
export async function lockFolder(root: string, by = 'another run', option = '--out'): Promise<Lock> {
  const { dev, ino } = await stat(root);
  const server = createServer((socket) => socket.destroy());
  const info = join(root, 'lock.json');
  const holder = JSON.parse(await readFile(info, 'utf8').catch(() => '{}')) as { host?: string; pid?: number };
  const busy = (who: string) =>
    new UserError(
      `${root} is being written to by ${by} (${who}). Wait for it or stop it, or choose another folder with ${option}.`,
    );
  if (holder.host !== undefined && holder.host !== hostname()) {
    throw busy(`process ${holder.pid} on ${holder.host}; if that machine is gone, delete ${info}`);
  }
  await new Promise<void>((done, failed) => {
    server.once('error', (error) =>
      failed(codeOf(error) === 'EADDRINUSE' ? busy(`process ${holder.pid ?? 'unknown'}`) : error),
    );
    server.listen({ path: `\0dare-run-${dev}-${ino}`, exclusive: true }, done);
  });
  server.unref();
  await writeFile(info, JSON.stringify({ host: hostname(), pid: process.pid, started: new Date().toISOString() }));
  return {
    release: async () => {
      await rm(info, { force: true });
      server.close();
    },
  };
}
