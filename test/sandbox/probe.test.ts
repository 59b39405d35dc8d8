import { describe, expect, it } from 'vitest';
import { probe } from '../../src/sandbox/probe.ts';
import { PYTHON, SKIPPED } from './python.ts';

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'the probe', () => {
  it('finds that the guarantees hold here, each with its means', async () => {
    const guarantees = await probe({ python: PYTHON!, environment: 'test' });
    const names = ['isolation', 'no privileges', 'system call filter', 'no network', 'memory limit', 'process limit'];
    expect(guarantees.map(({ name }) => name)).toEqual([
      ...names,
      'processor time limit',
      'disk limit',
      'libraries are compiled',
    ]);
    for (const { name, holds, means } of guarantees.slice(0, -1))
      expect([name, holds, means !== '']).toEqual([name, true, true]);
  });

  it('says what would hold better without control groups', async () => {
    const guarantees = await probe({ python: PYTHON!, environment: 'test', controlGroups: 'none' });
    const memory = guarantees.find(({ name }) => name === 'memory limit');
    expect(memory).toMatchObject({
      means: expect.stringContaining('watched'),
      hint: expect.stringContaining('Delegate'),
    });
  });

  it('has one guarantee that does not hold, and what to do, where nothing can be isolated', async () => {
    const guarantees = await probe({ python: PYTHON!, environment: 'test', bubblewrap: '/nonexistent/bwrap' });
    expect(guarantees).toMatchObject([{ name: 'isolation', holds: false, hint: expect.stringContaining('Install') }]);
  });
});
