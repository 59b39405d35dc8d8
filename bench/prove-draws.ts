/**
 * What a draw gives and costs, by model: ./dare node bench/prove-draws.ts [--draws N] [--ways one|all] [--rows N]
 * [--models M,M]
 *
 * Of each released tabular dataset (DARE_EVAL) of at most so many training rows, shaped by our rules, every model is
 * drawn so many times and screened without giving up. Prints, by model, coverage, processor seconds a draw, and which
 * deviations go unnoticed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { screenTask } from '../src/audit/screen.ts';
import { isAffordable } from '../src/curate/prove/models.ts';
import { isNeedless, needlessOf } from '../src/curate/prove/needless.ts';
import { isRejection } from '../src/curate/rejection.ts';
import type { TabularShape } from '../src/curate/shape.ts';
import { MODEL_NAMES, type ModelName } from '../src/task.ts';
import { openSandbox } from '../src/wire.ts';
import { makeTask } from '../test/curate/prove/pairs.ts';
import { gatedShape, tabularNames } from '../test/curate/prove/released-pairs.ts';

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '1' },
    ways: { type: 'string', default: 'one' },
    rows: { type: 'string', default: '4000' },
    models: { type: 'string', default: MODEL_NAMES.join(',') },
  },
});
const wanted = values.models.split(',') as ModelName[];
const ways = values.ways === 'all' ? 'all' : 'one';

interface Draw {
  readonly model: ModelName;
  /** Of what should be stated, and of all. */
  readonly share: number;
  readonly shareOfAll: number;
  readonly seconds: number;
  readonly unnoticed: readonly string[];
}

await using sandbox = await openSandbox(process.env, { workers: 1 });
const folder = await mkdtemp(join(tmpdir(), 'dare-prove-draws-'));
const draws: Draw[] = [];
for (const name of await tabularNames()) {
  const shape = await gatedShape(name, 0, sandbox);
  if (isRejection(shape) || shape.train.rows > Number(values.rows)) continue;
  draws.push(...(await drawsOf(shape)));
  console.error(`${name}: ${draws.length} draws so far`);
}
await rm(folder, { recursive: true });
for (const model of wanted) report(model);

async function drawsOf(shape: TabularShape): Promise<Draw[]> {
  const found: Draw[] = [];
  for (const model of wanted) {
    const isClassifier = /Classifier|Logistic|GaussianNB|LinearSVC/.test(model);
    if (isClassifier !== (shape.design.family === 'classification')) continue;
    if (!isAffordable(model, shape.train.rows)) continue;
    const avoid = new Set(MODEL_NAMES.filter((other) => other !== model));
    for (let draw = 0; draw < Number(values.draws); draw++) found.push(...(await screened(shape, model, draw, avoid)));
  }
  return found;
}

async function screened(
  shape: TabularShape,
  model: ModelName,
  draw: number,
  avoid: ReadonlySet<ModelName>,
): Promise<Draw[]> {
  const before = process.cpuUsage();
  const { task } = await makeTask(join(folder, 'one'), shape, { draw, avoid });
  const result = await screenTask(task, {
    ...{ sandbox, folder, ways, least: 0, doubtful: () => false },
    stated: (singles) => singles.filter((one) => !isNeedless(one, needlessOf(singles))),
  });
  if ('problem' in result) return [];
  const { user, system } = process.cpuUsage(before);
  const needless = needlessOf(result.singles);
  const same = result.singles.filter((one) => one.result.kind === 'same' && !isNeedless(one, needless));
  return [
    {
      ...{ model, share: result.share, shareOfAll: result.shareOfAll },
      seconds: result.seconds + (user + system) / 1e6,
      unnoticed: [...new Set(same.map(({ kinds }) => kinds[0]!.name))],
    },
  ];
}

function report(model: ModelName): void {
  const own = draws.filter((draw) => draw.model === model);
  if (own.length === 0) return;
  const mean = (of: (draw: Draw) => number) => own.reduce((sum, draw) => sum + of(draw), 0) / own.length;
  const over = (least: number) => `${Math.round(100 * mean(({ share }) => Number(share >= least)))} %`;
  const counts = [
    ...Map.groupBy(
      own.flatMap(({ unnoticed }) => unnoticed),
      (one) => one,
    ),
  ]
    .map(([one, all]) => ({ one, share: all.length / own.length }))
    .sort((a, b) => b.share - a.share);
  const [share, all, seconds] = [mean((d) => d.share), mean((d) => d.shareOfAll), mean((d) => d.seconds)];
  console.log(
    `${model.padEnd(23)} ${own.length} draws, coverage ${share.toFixed(3)} (all stated ${all.toFixed(3)}), ` +
      `>= 0.9 ${over(0.9)}, >= 0.85 ${over(0.85)}, ${seconds.toFixed(2)} processor seconds a draw`,
  );
  const shown = counts.slice(0, 12).map(({ one, share }) => `${one} ${share.toFixed(2)}`);
  console.log(`    unnoticed: ${shown.join(', ')}`);
}
