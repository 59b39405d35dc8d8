import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../src/report/summary.ts';
import { renderSummaryTable, type TableOptions } from '../../src/report/table.ts';
import type { Family, Variant } from '../../src/task.ts';
import { attempt, settings } from './records.ts';

const KINDS: [Family, Variant][] = [
  ['classification', 'if'],
  ['classification', 'mm'],
  ['regression', 'if'],
  ['regression', 'mm'],
  ['time_series_analysis', 'xf'],
  ['time_series_analysis', 'cf'],
];
const LONG = 'openrouter/anthropic/claude-sonnet-4.5';

/** Three agents on 4 datasets of each family, 3 runs: values that fill every column to its width. */
async function render(options: TableOptions, { datasets = 4 } = {}) {
  const made = ['baseline', LONG, 'oracle'].flatMap((agent, a) =>
    KINDS.flatMap(([family, variant], k) =>
      Array.from({ length: datasets * 3 }, (_, i) =>
        attempt({
          agent,
          family,
          variant,
          dataset: `${family}-${i % datasets}`,
          repeat: 1 + Math.floor(i / datasets),
          value: agent === 'oracle' ? 1 : ((3 * a + 5 * k + 7 * (i % datasets) + Math.floor(i / 12)) % 11) / 11,
          usage: { input: 120_000 * (a + 1), output: 9000, cachedInput: 0, reasoning: 0 },
          cost: agent === LONG ? 12.3456 : agent === 'oracle' ? null : 0,
          seconds: 150 + 10 * k,
          ...(a === 0 && i === 0 ? { score: { exists: false } } : {}),
        }),
      ),
    ),
  );
  const plan = { identity: {}, turns: 5, tasks: made.map(({ task }) => task), runs: 1 };
  const planned = settings({
    baseline: { ...plan, note: 'its IF steps come from the task parameters: it cannot read.' },
    [LONG]: plan,
    oracle: { ...plan, tasks: [...plan.tasks, 'other/mm'] },
  });
  return renderSummaryTable(await summarise(made, { settings: planned }), options);
}

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length));

describe('the table', () => {
  it('fits 100 columns', async () => {
    const text = await render({ width: 100 });
    expect(widest(text)).toBeLessThanOrEqual(100);
    expect(text).toMatchInlineSnapshot(`
      "score, 0–100   class-IF   class-MM     reg-IF     reg-MM    time-XF    time-CF      total
      baseline      45.5±54.5  40.9±41.8  61.4±52.0  31.8±41.8  52.3±52.0  47.7±52.0   46.6±9.5
      openrouter/anthropic/claude-sonnet-4.5
                    47.7±52.0  43.2±52.0  38.6±52.0  59.1±41.8  29.5±52.0  50.0±41.8   44.7±9.4
      oracle        100.0±0.0  100.0±0.0  100.0±0.0  100.0±0.0  100.0±0.0  100.0±0.0  100.0±0.0

                            pre-  Model-                tokens  tokens             time    time
      effort    attempts  dicted    Perf  turns  calls      in     out     cost    each  in all
      baseline        72  91.7 %    42.8    144     72   8.64M    648k       $0  2m 55s  3h 30m
      openrouter/anthropic/claude-sonnet-4.5
                      72   100 %    45.5    144     72   17.3M    648k  $888.88  2m 55s  3h 30m
      oracle          72   100 %   100.0    144     72   25.9M    648k        ?  2m 55s  3h 30m

      ±: half the 95 % confidence interval, clustered by dataset. ModelPerf: mean of valid MM, XF, CF.
      baseline: its IF steps come from the task parameters: it cannot read.
      oracle: attempts still owed: 1; the figures are of those made.
      "
    `);
  });

  it('fits 80 columns with the intervals under the means', async () => {
    const text = await render({ width: 80 });
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toMatchInlineSnapshot(`
      "score, 0–100  class-IF  class-MM  reg-IF  reg-MM  time-XF  time-CF  total
      baseline          45.5      40.9    61.4    31.8     52.3     47.7   46.6
                       ±54.5     ±41.8   ±52.0   ±41.8    ±52.0    ±52.0   ±9.5
      openrouter/anthropic/claude-sonnet-4.5
                        47.7      43.2    38.6    59.1     29.5     50.0   44.7
                       ±52.0     ±52.0   ±52.0   ±41.8    ±52.0    ±41.8   ±9.4
      oracle           100.0     100.0   100.0   100.0    100.0    100.0  100.0
                        ±0.0      ±0.0    ±0.0    ±0.0     ±0.0     ±0.0   ±0.0

                            pre-  Model-         tokens  tokens             time
      effort    attempts  dicted    Perf  calls      in     out     cost    each
      baseline        72  91.7 %    42.8     72   8.64M    648k       $0  2m 55s
      openrouter/anthropic/claude-sonnet-4.5
                      72   100 %    45.5     72   17.3M    648k  $888.88  2m 55s
      oracle          72   100 %   100.0     72   25.9M    648k        ?  2m 55s

      ±: half the 95 % confidence interval, clustered by dataset. ModelPerf: mean of
      valid MM, XF, CF.
      baseline: its IF steps come from the task parameters: it cannot read.
      oracle: attempts still owed: 1; the figures are of those made.
      "
    `);
  });

  it('shows the published models beside, and says whose figures they are', async () => {
    const text = await render({ width: 100, published: true });
    expect(widest(text)).toBeLessThanOrEqual(100);
    expect(text).toMatch(/^Claude Sonnet 3\.7 +61\.5 +61\.0 +46\.4 +63\.2 +49\.9 +13\.7 +–$/m);
    expect(text).toContain("the paper's figures: 162 datasets, 5 turns, 200 s a run");
  });

  it('is colourless unless asked, and the same text when coloured', async () => {
    const plain = await render({ width: 100 });
    const colored = await render({ width: 100, color: true });
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[1m');
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  it('says when there is no interval', async () => {
    expect(await render({}, { datasets: 4 })).not.toContain('fewer than two datasets');
    const one = renderSummaryTable(await summarise([attempt()]));
    expect(one).toContain('fewer than two datasets');
    expect(one).toMatch(/^a +– +– +– +100\.0 +– +– +100\.0$/m);
  });

  it('lets no control characters of names and notes through', async () => {
    const agent = '\u001b[2Jevil\r\n\u0007name';
    const { agents } = {
      agents: { [agent]: { identity: {}, turns: 5, tasks: [], runs: 3, note: '\u001b]0;x\u0007y' } },
    };
    const text = renderSummaryTable(await summarise([attempt({ agent })], { settings: settings(agents) }));
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text).toContain('evil name');
  });
});
