import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/audit/failures.ts';
import { renderFidelityTables } from '../../src/report/fidelity-table.ts';
import type { LayoutOptions } from '../../src/report/layout.ts';
import { summarise } from '../../src/report/summary.ts';
import { AGENTS, auditedRun } from './audited-run.ts';
import { attempt } from './records.ts';

async function render(options: LayoutOptions, agents = AGENTS, { withAudit = true } = {}): Promise<string> {
  const { attempts, audit } = auditedRun(12, agents);
  const transcripts = new Map(attempts.map(({ record, transcript }) => [record.key, transcript!]));
  const summary = await summarise(
    attempts.map(({ record }) => record),
    {
      ...(withAudit ? { audit } : {}),
      failureOf: async (record) => failureOf(record, transcripts.get(record.key)!, audit.diagnoses[record.key]),
    },
  );
  return renderFidelityTables(summary, options);
}

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length));

describe('the tables of failures and broken instructions', () => {
  it('fit 100 columns', async () => {
    const text = await render({ width: 100 });
    expect(widest(text)).toBeLessThanOrEqual(100);
    expect(text).toMatchInlineSnapshot(`
      "                      openai/  anthropic/
                          gpt-like-     claude-
      failed, %               large        like   baseline
      instruction broken   25.0±9.6   27.1±10.6   14.6±8.2
        filter                  8.3        10.4        8.3
        unexplained             8.3         8.3        4.2
        scale                   2.1         6.3          ·
        seed                    4.2         2.1          ·
        impute                  2.1           ·        2.1
      poor model          14.6±12.6    10.4±8.2  14.6±10.6
        below-threshold        14.6        10.4       14.6
      wrong format          4.2±6.2    10.4±8.2    4.2±6.2
        rows-missing            4.2        10.4        4.2
      code error            6.3±9.9         0.0        0.0
        file-not-loaded         6.3           ·          ·
      execution limit       2.1±4.6     2.1±4.6        0.0
        time-limit              2.1         2.1          ·
      token limit           6.3±7.2     6.3±7.2        0.0
        conversation            6.3         6.3          ·
      in all              58.3±14.1   56.3±12.0  33.3±12.4

                                       openai/  anthropic/
                                     gpt-like-     claude-
      broken, %      tasks  noticed      large        like   baseline
      missing-words     12    0.0 %        0.0         0.0        0.0
      filter            12   80.0 %  18.2±16.5   22.7±16.9  16.7±15.6
      features          12    100 %        0.0         0.0        0.0
      impute            12    100 %    4.5±9.9         0.0    4.2±9.2
      scale             12   33.3 %    4.5±9.9   13.6±16.2        0.0
      model             12   75.0 %        0.0         0.0        0.0
      seed               9    100 %  18.8±22.6    6.3±14.2  22.2±20.3
      in all            12   76.5 %       59.1        68.2       29.2
        none named                        22.7        27.3        8.3

      Failed: of all attempts, each under one kind; docs/report.md says what each kind means.
      Broken: of the IF attempts that left something to judge, on tasks where the instruction applies.
      Noticed: the ways of breaking it that change the answer; the others can only be seen in the code. An
      attempt that nothing explains names no instruction, so the figures of instructions are lower bounds.
      "
    `);
  });

  it.each([80, 100, 140])('fit %i columns with any number of agents, each agent once in each', async (width) => {
    const agents = Array.from({ length: 11 }, (_, i) => `vendor${i}/a-rather-long-name-${i}`);
    const text = await render({ width }, agents);
    expect(widest(text)).toBeLessThanOrEqual(width);
    for (const [i] of agents.entries()) expect(text.match(new RegExp(`vendor${i}/`, 'g'))).toHaveLength(2);
  });

  it('say what to do where nobody audited', async () => {
    const text = await render({}, AGENTS, { withAudit: false });
    expect(text).not.toContain('broken, %');
    expect(text.replaceAll('\n', ' ')).toContain(
      'baseline: its IF attempts are not diagnosed; `dare audit run` on the run’s folder does it.',
    );
  });

  it('are nothing where nobody looked for failures', async () => {
    expect(renderFidelityTables(await summarise([attempt()]))).toBe('');
  });

  it('are colourless unless asked, the same text when coloured, and free of control characters', async () => {
    const agents = ['\u001b[2Jevil\r\n\u0007name', 'b'];
    const plain = await render({}, agents);
    const colored = await render({ color: true }, agents);
    expect(plain).not.toMatch(/[^\P{Cc}\n]/u);
    expect(colored).toContain('\u001b[1m');
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });
});
