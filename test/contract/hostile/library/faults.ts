/** What is wrong with the end of a hostile program: all that says that it was not contained. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended } from '../../sandbox/bench.ts';
import type { Program } from './program.ts';
import { survivors } from './survivors.ts';

export interface Attack {
  readonly program: Program;
  readonly outcome: Ended;
  readonly outputFolder: string;
}

/** @param mark what only the host's secrets hold. */
export function faultsOf({ program, outcome, outputFolder }: Attack, mark: string): string[] {
  const faults: string[] = [];
  const said = `${outcome.stdout.text}\n${outcome.stderr.text}`;
  const lines = outcome.stdout.text.trimEnd().split('\n');
  faults.push(...(said.match(/^BREACH.*$/gm) ?? []));

  const returnCode = 'returnCode' in outcome ? outcome.returnCode : null;
  const endedWell = outcome.kind === 'finished' && returnCode === 0;
  const end = endedWell ? 'contained' : outcome.kind;
  if (!program.expect.includes(end)) {
    faults.push(`expected ${program.expect.join(' or ')}, ended as ${end}, with return code ${returnCode}`);
  } else if (endedWell && !/^contained: [1-9]\d* attempts$/.test(lines.at(-1)!)) {
    faults.push(`its last words are ${JSON.stringify(lines.at(-1))}`);
  } else if (outcome.kind === 'finished' && !endedWell && returnCode !== program.returnCode) {
    faults.push(`expected return code ${program.returnCode}, found ${returnCode}`);
  }

  // The library of all programs prints it first.
  const [, namespace, when] = /^(pid:\[\d+\]) ([\d.]+)$/.exec(lines[0]!) ?? [];
  if (namespace === undefined) faults.push(`it did not begin: ${JSON.stringify(lines[0])}`);
  else faults.push(...survivors(namespace, Number(when)).map((process) => `left behind: ${process}`));

  const names = readdirSync(outputFolder).toSorted();
  const told = outcome.files.map(({ name }) => name).toSorted();
  const wanted = program.saved === null ? told : [...new Set(program.saved)].toSorted();
  for (const found of [names, told]) {
    if (found.join('\0') !== wanted.join('\0')) {
      faults.push(`expected the outputs ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
    }
  }
  for (const path of names.map((name) => join(outputFolder, name))) {
    const found = lstatSync(path);
    if (!found.isFile() || (found.mode & 0o7777) !== 0o644) faults.push(`an output of mode ${found.mode.toString(8)}`);
    else if (readFileSync(path).includes(mark)) faults.push(`an output with a secret of the host's: ${path}`);
  }
  if (said.includes(mark)) faults.push("it printed a secret of the host's");
  return faults;
}
