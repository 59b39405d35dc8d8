/**
 * What the gates would have rejected of the released datasets, by reason: ./dare node bench/gates-released.ts [--list]
 *
 * Each dataset of DARE_EVAL, with its own split, goes through all gates that need no proving; every reason that any gate
 * finds is counted, not only the first. --list names the datasets and figures.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { parseLenientJson } from '../src/bench/lenient-json.ts';
import type { RawDataset } from '../src/curate/dataset.ts';
import { openCorpus } from '../src/curate/gates/corpus.ts';
import { gateDuplicate } from '../src/curate/gates/duplicates.ts';
import { gateFrame } from '../src/curate/gates/frame.ts';
import { gateRaw } from '../src/curate/gates/licence.ts';
import { type Probe, probeShape } from '../src/curate/gates/probe.ts';
import { shapeRejections } from '../src/curate/gates/shape.ts';
import { sketchOf } from '../src/curate/gates/sketch.ts';
import { GATES } from '../src/curate/gates/table.ts';
import { METADATA } from '../src/curate/package/names.ts';
import { readPair } from '../src/curate/package/read-pair.ts';
import type { Rejection } from '../src/curate/rejection.ts';
import { recogniseLicence } from '../src/curate/source/licence.ts';
import { openSandbox } from '../src/wire.ts';
import { DARE_EVAL, releasedNames } from '../test/curate/design/released.ts';

const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } });

const licences = new Map(
  Papa.parse<{ folder: string; licence: string }>(readFileSync(join(DARE_EVAL, 'LICENSES.csv'), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data.map(({ folder, licence }) => [folder, licence]),
);

await using sandbox = await openSandbox(process.env, { workers: 1 });
const corpus = await openCorpus();
const found: { name: string; series: boolean; rejections: Rejection[] }[] = [];
const spent = { cheap: 0, probe: 0, sketch: 0 };
for (const name of await releasedNames()) {
  const shape = await readPair(join(DARE_EVAL, 'databases', name));
  const raw = rawOf(name);
  const frame = shape.train;
  const probe = await timed('probe', () => probeShape(shape, sandbox));
  const rejections = await timed('cheap', async () => [
    ...[gateRaw(raw), gateFrame(frame)].filter((one) => one !== null),
    ...shapeRejections(shape, probe),
  ]);
  const duplicate = await timed('sketch', async () => {
    const sketch = sketchOf(frame);
    const near = gateDuplicate(sketch, corpus);
    corpus.add({ id: name, side: 'corpus', sketch });
    return near;
  });
  if (duplicate !== null) rejections.push(duplicate);
  found.push({ name, series: shape.kind === 'series', rejections });
  if (values.list) list(name, probe, rejections);
}

const [tabular, series] = [found.filter((one) => !one.series), found.filter((one) => one.series)];
console.log(`reason                     tabular (${tabular.length})  series (${series.length})`);
for (const reason of Object.keys(GATES)) {
  const [first, second] = [tabular, series].map((group) => countOf(group, reason));
  if (first! + second! > 0)
    console.log(`${reason.padEnd(26)} ${String(first).padStart(12)} ${String(second).padStart(12)}`);
}
const kept = [tabular, series].map((group) => group.filter(({ rejections }) => rejections.length === 0).length);
console.log(`${'kept'.padEnd(26)} ${String(kept[0]).padStart(12)} ${String(kept[1]).padStart(12)}`);
console.log(
  `milliseconds a dataset: gates ${per(spent.cheap)}, sketch and look-up ${per(spent.sketch)}, probe ${per(spent.probe)} (wall)`,
);

/** What the gates on words look at. */
function rawOf(name: string): RawDataset {
  const text = readFileSync(join(DARE_EVAL, 'databases', name, 'verify', METADATA), 'utf8');
  const { data_info: info } = parseLenientJson(text) as { data_info: { title?: string; subtitle?: string } };
  const title = `${info.title ?? ''} ${info.subtitle ?? ''}`;
  const licence = licences.get(name) ?? null;
  return {
    ...{ id: name, source: 'released', title, description: '', columnDescriptions: {}, tags: [] },
    licence: { name: licence, spdx: licence === null ? null : recogniseLicence(licence), url: null },
    synthetic: /synthetic|simulated|generated|fictional/i.test(`${name} ${title}`),
    ...{ version: '1', author: null, url: null, usability: null, suggestedTargets: [] },
    load: () => Promise.reject(new Error('it is loaded')),
  };
}

function countOf(group: typeof found, reason: string): number {
  return group.filter(({ rejections }) => rejections.some(({ rejected }) => rejected.reason === reason)).length;
}

async function timed<T>(what: keyof typeof spent, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  spent[what] += performance.now() - started;
  return result;
}

function list(name: string, { main, forecast }: Probe, rejections: readonly Rejection[]): void {
  const scores = [main, ...(forecast ? [forecast] : [])].map(
    ({ naive, baseline, oneColumn }) =>
      `naive ${naive.toFixed(2)} baseline ${baseline.toFixed(2)} one column ${oneColumn.toFixed(2)}`,
  );
  const reasons = rejections.map(({ rejected }) => `${rejected.reason} (${rejected.figure?.toFixed(3) ?? ''})`);
  console.log(`${name}: ${scores.join(' | ')}: ${reasons.join(', ') || 'kept'}`);
}

function per(total: number): string {
  return (total / Math.max(found.length, 1)).toFixed(0);
}
