/** A harness of its own, to be killed: runs one program. Arguments: cold or warm, Python, code. */
import { tmpdir } from 'node:os';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { openWarm } from '../../src/sandbox/warm.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox.ts';

const [kind, python, code] = process.argv.slice(2) as [string, string, string];
const open = kind === 'warm' ? openWarm : openBubblewrap;
await using sandbox = await open({ python, environment: 'test', workers: 1 });
await sandbox.run({ code, files: [], outputs: [], outputFolder: tmpdir(), limits: DEFAULT_LIMITS });
