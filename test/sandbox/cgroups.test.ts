/**
 * Finding control groups in folders that look like a kernel's. What a real kernel makes of them is tested by the
 * contract suite, on whichever version the machine has.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCgroups } from '../../src/sandbox/cgroups.ts';
import { processTag } from '../../src/sandbox/processes.ts';

describe('control groups', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'dare-cgroups-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('are none where there is no file system of them', () => {
    expect(findCgroups(join(root, 'none'), '0::/\n')).toMatchObject({ memory: null, processes: null });
  });

  it('are none in version 2 without the controllers', () => {
    writeFileSync(join(root, 'cgroup.controllers'), 'hugetlb\n');
    writeFileSync(join(root, 'cgroup.procs'), '');
    expect(findCgroups(root, '0::/\n')).toMatchObject({ memory: null, processes: null });
    expect(readdirSync(root).filter((name) => name.startsWith('dare-'))).toEqual([]);
  });

  it('of dead harnesses are removed, of living ones not', () => {
    const memory = join(root, 'memory');
    const [dead, reused, living] = ['dare-4194999-1-7', `dare-${process.pid}-1-7`, `dare-${processTag()}-1000000`];
    for (const name of [dead, reused, living]) mkdirSync(join(memory, name), { recursive: true });
    findCgroups(root, '4:memory:/\n');
    expect([dead, reused, living].map((name) => existsSync(join(memory, name)))).toEqual([false, false, true]);
  });

  it('never move the harness itself', () => {
    mkdirSync(join(root, 'memory', 'own'), { recursive: true });
    writeFileSync(join(root, 'memory', 'own', 'cgroup.procs'), '');
    findCgroups(root, '4:memory:/own\n');
    expect(readFileSync(join(root, 'memory', 'own', 'cgroup.procs'), 'utf8')).toBe('');
  });
});
