/** The warm interpreters of this very process, as the kernel knows them. */
import { readFileSync, readlinkSync } from 'node:fs';

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** The interpreters' own processes: what bubblewrap has made as the first ones of their namespaces. */
export function interpreters(): number[] {
  return childrenOf(process.pid)
    .filter((pid) => commandOf(pid).includes('--as-pid-1'))
    .flatMap(childrenOf);
}

/** An interpreter's first child, which makes namespaces. */
export function makerOf(interpreter: number): number | undefined {
  return childrenOf(interpreter)[0];
}

/** The processes of runs: forks of the interpreter, and the first ones of the namespaces that these live in. */
export function runsOf(interpreter: number): { program: number; first: number }[] {
  const [maker, ...programs] = childrenOf(interpreter);
  const cells = maker === undefined ? [] : childrenOf(maker);
  return programs.flatMap((program) => {
    const first = cells.find((cell) => namespaceOf(cell) === namespaceOf(program));
    return first === undefined ? [] : [{ program, first }];
  });
}

function namespaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}
