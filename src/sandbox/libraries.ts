/** With which versions of the libraries that answers depend on a sandbox runs programs: the same words wherever they are the same. */
import { tmpdir } from 'node:os';
import { InfrastructureError } from '../errors.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox.ts';

const PROGRAM = `
import importlib.metadata
print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("scikit-learn", "pandas", "numpy")))
`;

/** @throws InfrastructureError when the sandbox cannot say */
export async function librariesOf({ run, name }: Sandbox): Promise<string> {
  const limits = { ...DEFAULT_LIMITS, seconds: 60 };
  const outcome = await run({ code: PROGRAM, files: [], outputs: [], outputFolder: tmpdir(), limits });
  if (outcome.kind === 'finished' && outcome.returnCode === 0) return outcome.stdout.text.trim();
  const why = outcome.kind === 'failed' ? outcome.reason : outcome.stderr.text.trim().split('\n').at(-1);
  throw new InfrastructureError(`the sandbox ${name} does not say which libraries it has: ${why}`);
}
