/**
 * Our scorer as a process of its own: a job a line on standard input (as the oracle takes them), then a score a line out.
 * score-speed.ts runs it against the oracle.
 */
import { readFileSync } from 'node:fs';
import { scoreSubmission } from '../src/score/submission.ts';
import { readTruth } from '../src/score/truth.ts';
import { variantOf } from '../src/task.ts';

let scores = '';
for (const line of readFileSync(0, 'utf8').trimEnd().split('\n')) {
  const { prediction, truth, targets, family, version } = JSON.parse(line);
  const read = await readTruth(truth, { family, variant: variantOf(family, version), targets });
  scores += `${(await scoreSubmission(prediction, read)).value}\n`;
}
process.stdout.write(scores);
process.stderr.write(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
