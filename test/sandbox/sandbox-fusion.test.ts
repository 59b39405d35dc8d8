/** The sandbox over HTTP, against our own server. What other servers do to it is in sandbox-fusion-faults.test.ts. */
import { describe, it } from 'vitest';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { openSandboxFusion } from '../../src/sandbox/sandbox-fusion.ts';
import type { Sandbox } from '../../src/sandbox.ts';
import { serveSandbox } from '../../src/server/listen.ts';
import { sandboxContract } from '../contract/sandbox.ts';
import { PYTHON, SKIPPED } from './python.ts';

async function open({ workers = 2 }: { workers?: number } = {}): Promise<Sandbox> {
  const stack = new AsyncDisposableStack();
  const local = stack.use(await openBubblewrap({ python: PYTHON!, environment: 'test', workers }));
  const server = stack.use(
    await serveSandbox({ sandbox: local, workers, host: '127.0.0.1', port: 0, version: 'test', token: 'secret' }),
  );
  const remote = stack.use(await openSandboxFusion({ url: server.url, token: 'secret' }));
  return { ...remote, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

if (PYTHON === undefined) {
  describe.skip(SKIPPED, () => it('has no Python', () => {}));
} else {
  sandboxContract('SandboxFusion, served by us', open, {
    skips: {
      'wait their turn, first come, first served, without their clock':
        'requests that are sent at once arrive in any order; that they are run as they arrive is tested in test/server',
      'end when the sandbox is closed':
        'of two that are sent at once either may run first; that both end is tested in sandbox-fusion-others.test.ts',
      'end when aborted, with all their processes':
        'an abort is told by hanging up, and nobody waits for the end over there; that it comes is tested in test/server',
    },
  });
}
