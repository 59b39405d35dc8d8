import { describe, it } from 'vitest';
import { openWarm } from '../../src/sandbox/warm.ts';
import { sandboxContract } from '../contract/sandbox.ts';
import { PYTHON, SKIPPED } from './python.ts';

if (PYTHON === undefined) {
  describe.skip(SKIPPED, () => it('has no Python', () => {}));
} else {
  const python = PYTHON;
  sandboxContract('warm', (options) => openWarm({ python, environment: 'test', ...options }));
  sandboxContract('warm without control groups', (options) =>
    openWarm({ python, environment: 'test', controlGroups: 'none', ...options }),
  );
}
