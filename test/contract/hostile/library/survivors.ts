/** What is left of a run: processes of its pid namespace. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * @param namespace as /proc/self/ns/pid has it
 * @param when by `uptime()`, a time at which it was there. The kernel gives a dead namespace's number to the next one:
 *   so those are no survivors whose namespace began later.
 */
export function survivors(namespace: string, when: number): string[] {
  const found = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (readlinkSync(`/proc/${name}/ns/pid`) !== namespace) return [];
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const end = stat.lastIndexOf(')') + 1;
      const fields = stat.slice(end + 1).split(' ');
      // The dead may be waiting for someone to ask how they ended.
      if (fields[0] === 'Z' || fields[0] === 'X') return [];
      return [{ process: stat.slice(0, end), began: Number(fields[19]) / 100 }];
    } catch {
      return [];
    }
  });
  return found.some(({ began }) => began < when) ? found.map(({ process }) => process) : [];
}

/** Seconds since the machine started. */
export function uptime(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
}
