/**
 * Writes src/train/released-evaluation.txt: what is remembered of the released evaluation set, so that its data are
 * kept out of training rows (hashes only, no data, no names).
 *
 *   node bench/sketch-evaluation.ts FOLDER_OF_THE_RELEASED_BENCHMARK
 */
import { writeFileSync } from 'node:fs';
import { openBenchmark } from '../src/bench/published.ts';
import { sketchBenchmark, writtenSketches } from '../src/train/evaluation-data.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder of the released benchmark.');
let done = 0;
const sketches = await sketchBenchmark(await openBenchmark(folder), () => {
  done += 1;
});
const file = new URL('../src/train/released-evaluation.txt', import.meta.url);
writeFileSync(file, writtenSketches(sketches));
console.log(`${done} datasets, ${sketches.reduce((sum, { rows }) => sum + rows.length, 0)} row hashes`);
