import { describe, it } from 'vitest';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { hostileContract } from '../contract/hostile.ts';
import { PYTHON, SKIPPED } from './python.ts';

if (PYTHON === undefined) {
  describe.skip(SKIPPED, () => it('has no Python', () => {}));
} else {
  const python = PYTHON;
  hostileContract('bubblewrap', (options) => openBubblewrap({ python, environment: 'test', ...options }));
}
