/**
 * Proving as the pipeline does it: ./dare node bench/prove-released.ts [--splits N] [--rows N]
 *
 * Each released tabular dataset (DARE_EVAL) of at most so many training rows is split by our rules so many times; of each
 * shape that passes the gates a workflow is proven. Prints, by model, how many were taken, their coverage, how many
 * draws it took and how many processor seconds a pair, in all.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Proof, proveWorkflow } from '../src/curate/prove/prove.ts';
import { randomOf } from '../src/curate/random.ts';
import { isRejection, type Rejection } from '../src/curate/rejection.ts';
import { openSandbox } from '../src/wire.ts';
import { makeTask } from '../test/curate/prove/pairs.ts';
import { gatedShape, tabularNames } from '../test/curate/prove/released-pairs.ts';

const { values } = parseArgs({
  options: { splits: { type: 'string', default: '3' }, rows: { type: 'string', default: '20000' } },
});

await using sandbox = await openSandbox(process.env, { workers: 1 });
const folder = await mkdtemp(join(tmpdir(), 'dare-prove-released-'));
const proofs: Proof[] = [];
const rejections: Rejection['rejected'][] = [];
let seconds = 0;
for (const name of await tabularNames()) {
  for (let split = 0; split < Number(values.splits); split++) {
    const shape = await gatedShape(name, split, sandbox);
    if (isRejection(shape) || shape.train.rows > Number(values.rows)) break;
    const before = await processorSeconds();
    const result = await proveWorkflow({
      ...{ family: shape.design.family, trainRows: shape.train.rows, sandbox },
      random: randomOf(name, `models ${split}`),
      make: (wish) => makeTask(join(folder, 'one'), shape, { ...wish, draw: 100 * split + wish.draw }),
    });
    const spent = (await processorSeconds()) - before;
    seconds += spent;
    if (isRejection(result)) rejections.push(result.rejected);
    else proofs.push(result);
    const outcome = isRejection(result) ? result.rejected.words : `${result.model} ${result.share.toFixed(2)}`;
    console.error(`${name} ${split} (${shape.train.rows} rows): ${outcome}; ${spent.toFixed(1)} processor seconds`);
  }
}
await rm(folder, { recursive: true });

const all = proofs.length + rejections.length;
for (const family of [/Classifier|Logistic|GaussianNB|LinearSVC/, /Regress(?!ion\b)|LinearRegression|Ridge|Lasso/]) {
  const own = proofs.filter(
    ({ model }) => family.test(model) && (family.source.startsWith('Class') || !/Logistic/.test(model)),
  );
  for (const [model, some] of [...Map.groupBy(own, (proof) => proof.model)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const mean = (of: (proof: Proof) => number) => some.reduce((sum, one) => sum + of(one), 0) / some.length;
    console.log(
      `${model.padEnd(23)} ${String(some.length).padStart(3)} (${Math.round((100 * some.length) / own.length)} % of its family), ` +
        `coverage ${mean(({ share }) => share).toFixed(3)}, of all ${mean(({ shareOfAll }) => shareOfAll).toFixed(3)}, ` +
        `${mean(({ tried }) => tried.length).toFixed(1)} draws`,
    );
  }
}
const coverage = proofs.reduce((sum, { share }) => sum + share, 0) / proofs.length;
console.log(
  `proven ${proofs.length} of ${all}, coverage ${coverage.toFixed(3)}, ${(seconds / all).toFixed(2)} processor seconds a pair`,
);
for (const [reason, some] of Map.groupBy(rejections, (one) => one.reason)) console.log(`${reason} ${some.length}`);

/** Of this process and of all that descend from it, those that have ended included where they were waited for. */
async function processorSeconds(): Promise<number> {
  const { user, system } = process.cpuUsage();
  let ticks = 0;
  const parents = new Map<number, number>();
  const used = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    if (fields.length < 15) continue;
    parents.set(Number(name), fields[1]!);
    used.set(Number(name), fields[11]! + fields[12]! + fields[13]! + fields[14]!);
  }
  for (const [id, own] of used) {
    for (let up = parents.get(id); up !== undefined && up > 0; up = parents.get(up))
      if (up === process.pid) ticks += own;
  }
  return (user + system) / 1e6 + ticks / 100;
}
