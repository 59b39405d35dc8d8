import { describe, it } from 'vitest';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { sandboxContract } from '../contract/sandbox.ts';
import { PYTHON, SKIPPED } from './python.ts';

if (PYTHON === undefined) {
  describe.skip(SKIPPED, () => it('has no Python', () => {}));
} else {
  const python = PYTHON;
  sandboxContract('bubblewrap without control groups', (options) =>
    openBubblewrap({ python, environment: 'test', controlGroups: 'none', ...options }),
  );
}
