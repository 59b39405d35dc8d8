/** A server killed at random under load: `./dare node bench/sandbox-kills.ts [KILLS [KIND]]`, 200 and cold unless said. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siege } from '../test/fixtures/served.ts';

const folder = mkdtempSync(join(tmpdir(), 'dare-bench-'));
const started = performance.now();
const [wanted = '200', sandbox = 'cold'] = process.argv.slice(2);
const { kills, right, failed, wrong } = await siege({ kills: Number(wanted), clients: 8, folder, sandbox });
console.log(`${kills} kills in ${((performance.now() - started) / 1000).toFixed(0)} s: ${right} runs answered right,`);
console.log(
  `${failed.length} given up as a failure of ours, ${wrong.length} answered wrong, none left without an answer`,
);
for (const reason of new Set(failed)) console.log(`  ${reason}`);
rmSync(folder, { recursive: true });
if (wrong.length > 0) process.exitCode = 1;
