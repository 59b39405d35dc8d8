/** Has a played run audited by the command that users have, and sets its diagnoses beside what was planted. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AttemptRecord } from '../../../src/attempt.ts';
import type { AuditFile } from '../../../src/audit.ts';
import { readFolderStore } from '../../../src/store/folder.ts';
import { type Judged, judge } from './measure.ts';
import type { Played } from './play.ts';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

/** @throws Error with what the command said, when it failed */
export async function audited({ run, planted }: Played, show: 'progress' | 'nothing'): Promise<Judged[]> {
  const json = join(run, '..', 'audit.json');
  const child = spawn(process.execPath, [PROGRAM, 'audit', 'run', run, '--json', json], {
    stdio: ['ignore', 'ignore', show === 'progress' ? 'inherit' : 'pipe'],
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (words += chunk));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  if (status !== 0) throw new Error(`dare audit run ended with ${status}: ${words}`);
  const records: AttemptRecord[] = [];
  for await (const record of (await readFolderStore(run)).attempts()) records.push(record);
  return judge(planted, records, JSON.parse(await readFile(json, 'utf8')) as AuditFile);
}
