/** `dare test --trainers` where its packages can't be had, by the real program and the real pip. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dare-trainers-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two programs start, on a machine that may do other things too. */
const LIMIT = 300_000;

/** The program with an empty cache and one place to get packages from. */
function start(index: string) {
  const cache = mkdtempSync(join(folder, 'cache-'));
  const child = spawn(process.execPath, [PROGRAM, 'test', '--trainers', 'no-such-test'], {
    env: {
      ...{ PATH: process.env.PATH, HOME: cache, DARE_CACHE: cache, DARE_PYTHON: PYTHON },
      ...{ PIP_CONFIG_FILE: '/dev/null', PIP_INDEX_URL: index, PIP_RETRIES: '0' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  const ended = once(child, 'close').then(([code]) => ({ code, text, left: readdirSync(cache) }));
  return { child, ended };
}

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'dare test --trainers', () => {
  it(
    'without a network says what to do, runs no test and leaves nothing half-made',
    async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, 'close');
      const { code, text, left } = await start(`http://127.0.0.1:${port}/`).ended;
      expect(text).toMatch(/^dare: trainers, 1 of 4: could not install verifiers: .*Check the network, .*try again: /m);
      expect(text).not.toMatch(/passed|FAILED/);
      expect([code, left.filter((name) => /making|trainers/.test(name))]).toEqual([2, []]);
    },
    LIMIT,
  );

  it(
    'stopped while it installs ends what it started, and leaves nothing half-made',
    async () => {
      const asked = Promise.withResolvers<void>();
      const gone = Promise.withResolvers<void>();
      // It never answers.
      const server = createServer((request) => {
        request.socket.on('close', gone.resolve);
        asked.resolve();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { child, ended } = start(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await asked.promise;
      child.kill('SIGTERM');
      const { code, text, left } = await ended;
      await gone.promise;
      server.close();
      expect(text).toMatch(/^Stopped\. What was finished is kept/m);
      expect([code, left.filter((name) => /making|trainers/.test(name))]).toEqual([3, []]);
    },
    LIMIT,
  );
});
