import { describe, it } from 'vitest';
import { openWarm } from '../../src/sandbox/warm.ts';
import { hostileContract } from '../contract/hostile.ts';
import { PYTHON, SKIPPED } from './python.ts';

if (PYTHON === undefined) {
  describe.skip(SKIPPED, () => it('has no Python', () => {}));
} else {
  const python = PYTHON;
  hostileContract('warm', (options) => openWarm({ python, environment: 'test', ...options }));
}
