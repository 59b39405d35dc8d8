/**
 * The proof of the audit: plants scripts with no, one or two broken instructions, in many people's styles, lets them run
 * as agents do, has the run audited by `dare audit run`, and counts how many are found out and how many accused wrongly.
 *
 *   ./dare node bench/audit-planted.ts [--bench DIR] [--tasks N] [--styles 5] [--singles 12] [--pairs 3] [--seed 1] [--out DIR]
 *
 * Without --bench it takes ../shared/dare-eval (or $DARE_EVAL) where it is, else examples/bench. With --out, what was
 * already played there is not played again.
 */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { INSTRUCTIONS } from '../src/audit.ts';
import { openBenchmark } from '../src/bench/published.ts';
import { cacheFolder, openSandbox } from '../src/wire.ts';
import { audited } from '../test/audit/planted/audited.ts';
import { accusedOf, counts, figuresOf, type Judged, type Share, whyMissed } from '../test/audit/planted/measure.ts';
import { nameOf, type Played, playPlanted } from '../test/audit/planted/play.ts';
import { STYLES } from '../test/audit/planted/styles.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const { values } = parseArgs({
  options: {
    bench: { type: 'string' },
    tasks: { type: 'string', default: '1000' },
    styles: { type: 'string', default: '5' },
    singles: { type: 'string', default: '12' },
    pairs: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(0)} s`;

async function play(bench: string, out: string): Promise<Played> {
  const cache = cacheFolder(process.env);
  const benchmark = await openBenchmark(bench, cache);
  await using sandbox = await openSandbox(process.env);
  return await playPlanted({
    benchmark,
    tasks: benchmark.tasks.filter(({ variant }) => variant === 'if').slice(0, Number(values.tasks)),
    sandbox,
    cache,
    amounts: { styles: Number(values.styles), singles: Number(values.singles), pairs: Number(values.pairs) },
    seed: Number(values.seed),
    folder: out,
    concurrency: availableParallelism(),
    onAttempt: (done, all) => {
      if (done % 100 === 0 || done === all) console.error(`${done}/${all} attempts played`);
    },
  });
}

function defaultBench(): string {
  const published = process.env.DARE_EVAL ?? here('../../shared/dare-eval');
  return existsSync(published) ? published : here('../examples/bench');
}

const percent = ({ of, hits }: Share) => (of === 0 ? 'none' : `${hits} of ${of} (${((100 * hits) / of).toFixed(1)} %)`);

function table(title: string, all: readonly Judged[], rows: readonly (readonly [string, (one: Judged) => boolean])[]) {
  const head = [title, 'planted', 'change', 'first', 'named', 'share', 'by output', 'by code', 'code wrong'];
  const body = rows.map(([name, belongs]) => {
    const own = all.filter((one) => one.kind === 'single' && belongs(one));
    const real = own.filter(counts);
    const count = (hit: (one: Judged) => boolean) => real.filter(hit).length;
    const first = count((one) => one.first);
    return [
      name,
      own.length,
      real.length,
      first,
      count((one) => one.named),
      real.length === 0 ? '–' : `${((100 * first) / real.length).toFixed(1)} %`,
      count((one) => one.byOutput === 'right'),
      count((one) => one.byCode === 'right'),
      count((one) => one.byCode === 'wrong'),
    ].map(String);
  });
  const widths = head.map((_, at) => Math.max(...[head, ...body].map((row) => row[at]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ');
  return [line(head), ...body.map(line), ''].join('\n');
}

function report(all: readonly Judged[], out: string): void {
  const figures = figuresOf(all);
  const unanswered = all.filter(({ answered }) => !answered);
  const apart = all.filter((one) => one.answered && one.changed && !one.comparable);
  const faithful = all.filter(({ kind }) => kind === 'faithful');
  console.log(
    table(
      'instruction',
      all,
      INSTRUCTIONS.map((name) => [name, ({ planted }) => planted.slips[0]!.instruction === name]),
    ),
  );
  console.log(
    table(
      'style',
      all,
      STYLES.map(({ name }) => [name, ({ planted }) => planted.style === name]),
    ),
  );
  const slips = [...new Set(all.flatMap(({ kind, planted }) => (kind === 'single' ? [planted.slips[0]!.name] : [])))];
  console.log(
    table(
      'what was done',
      all,
      slips.sort().map((name) => [name, ({ planted }) => planted.slips[0]!.name === name]),
    ),
  );
  const describe = (one: Judged) => `${relative(process.cwd(), one.planted.script)}: `;
  const missed = all.filter(
    (one) => counts(one) && ((one.kind === 'single' && !one.first) || (one.kind === 'pair' && !one.named)),
  );
  const accused = all.filter((one) => one.kind === 'faithful' && one.answered && accusedOf(one).length > 0);
  for (const one of missed) console.log(`missed ${describe(one)}${nameOf(one.planted)}: ${whyMissed(one)}`);
  for (const one of accused) {
    const by = one.diagnosis.broken.length > 0 ? `output or code (${one.diagnosis.explainedBy[0] ?? 'code'})` : 'code';
    console.log(`accused ${describe(one)}of ${accusedOf(one).join(', ')} by ${by}`);
  }
  for (const one of unanswered) console.log(`no prediction ${describe(one)}${nameOf(one.planted)}`);
  console.log(`
${new Set(all.map(({ planted }) => planted.task.id)).size} tasks, ${all.length} scripts: ${faithful.length} faithful (${faithful.filter(({ changed }) => changed).length} of them with another answer than the reference), ${unanswered.length} without a prediction.
Counted apart, as their style has another answer to the task even when nothing is broken: ${apart.length}.

one instruction broken, of the issue's table: right one first   ${percent(figures.listed)}   (wanted: 95 %)
one instruction broken, people's own ideas included             ${percent(figures.single)}
two broken: one of them named                                   ${percent(figures.pair)}   (wanted: 70 %)
two broken: one of them named first                             ${percent(figures.pairFirst)}
faithful with the reference's answer: accused                   ${percent(figures.accused)}   (wanted: 0)
faithful with another answer: accused                           ${percent(figures.accusedApart)}
what the question leaves open: accused where the answer changes ${percent(figures.quirksAccused)}

Scripts and run: ${out}`);
}

const out = resolve(values.out ?? (await mkdtemp(join(tmpdir(), 'dare-planted-'))));
let started = performance.now();
const played = await play(resolve(values.bench ?? defaultBench()), out);
console.error(`played in ${seconds(started)}`);
started = performance.now();
const judged = await audited(played, 'progress');
console.error(`audited in ${seconds(started)}`);
report(judged, out);
