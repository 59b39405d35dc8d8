/** What a user reads of each kind of error, and the exit code. */
import { mkdirSync, openSync, writeSync } from 'node:fs';
import { CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { explain } from '../../src/cli/failure.ts';
import { FatalProviderError, InfrastructureError, UserError } from '../../src/errors.ts';

/** What the operating system says when something cannot be done. */
function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

it('passes on what is meant for users as it is', () => {
  expect(explain(new UserError('Say this.'))).toEqual({ message: 'Say this.', code: 2 });
  expect(explain(new FatalProviderError('Set the key.'))).toEqual({ message: 'Set the key.', code: 2 });
});

it('puts wrong use into one line', () => {
  const wrong = new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'\n(Did you mean --y?)");
  expect(explain(wrong)).toEqual({
    message: "dare: unknown option '--x' (Did you mean --y?). See dare --help.",
    code: 2,
  });
});

it('names the path that the machine refused', () => {
  const refused = explain(thrownBy(() => mkdirSync('/proc/version/x')));
  expect(refused).toEqual({ message: expect.stringMatching(/^\/proc\/version\/x: .*folder was expected/), code: 2 });
  const full = explain(thrownBy(() => writeSync(openSync('/dev/full', 'w'), 'x')));
  expect(full).toEqual({ message: expect.stringMatching(/write.*: the disk is full\. Free some space/), code: 2 });
});

it('owns up to what nobody foresaw, in one line', () => {
  for (const error of [
    new TypeError('x is not\n  a function'),
    new InfrastructureError('lost'),
    'a string',
    undefined,
  ]) {
    const { message, code } = explain(error);
    expect(code).toBe(1);
    expect(message).toMatch(/^internal error: [^\n]+ \(set DARE_DEBUG=1 for the stack\)$/);
  }
});
