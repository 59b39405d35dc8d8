/** Which licences may be passed on: open ones by name, restricted ones never, others only by the user's word. */
import { describe, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { gateRaw, isOpen, type RawGateOptions } from '../../../src/curate/gates/licence.ts';

function raw(name: string | null, spdx: string | null, synthetic = false): RawDataset {
  return {
    ...{ id: 'somebody_something', source: 'made', title: '', description: '', columnDescriptions: {}, synthetic },
    licence: { name, spdx, url: null },
    ...{ tags: [], version: '1', author: null, url: null, usability: null, suggestedTargets: [] },
    load: () => Promise.reject(new Error('its rows are not asked for')),
  };
}

const reasonOf = (dataset: RawDataset, options?: RawGateOptions) =>
  gateRaw(dataset, options)?.rejected.reason ?? 'kept';

describe('the licence of a raw dataset', () => {
  it.each([
    ...['CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-3.0', 'CC-BY-3.0-AU', 'ODbL-1.0', 'PDDL-1.0', 'MIT', 'BSD-3-Clause'],
    ...['Apache-2.0', 'GPL-2.0-or-later', 'GPL-3.0', 'LGPL-2.1', 'AGPL-3.0', 'US-Government', 'public-domain'],
    ...[
      'MIT OR CC-BY-NC-4.0',
      'GPL-2.0 | GPL-3.0',
      'MIT AND BSD-2-Clause',
      'GPL-2.0-only WITH Classpath-exception-2.0',
    ],
  ])('%s is open', (licence) => {
    expect(isOpen(licence)).toBe(true);
  });

  it.each([
    ...[
      'CC-BY-NC-4.0',
      'CC-BY-NC-SA-4.0',
      'CC-BY-ND-4.0',
      'CC-BY-NC-ND-3.0',
      'Proprietary',
      'other',
      'MITRE',
      'GPLike',
    ],
    ...['MIT AND CC-BY-NC-4.0', 'CC-BYE', ''],
  ])('%s is not', (licence) => {
    expect(isOpen(licence)).toBe(false);
  });

  it('tells a licence that nobody knows from one that forbids', () => {
    expect(reasonOf(raw(null, null))).toBe('licence-unknown');
    expect(reasonOf(raw('See the website', null))).toBe('licence-unknown');
    expect(reasonOf(raw('CC BY-NC', 'CC-BY-NC-4.0'))).toBe('licence-not-open');
    expect(reasonOf(raw('CC0', 'CC0-1.0'))).toBe('kept');
  });

  it("lets through what the user allows, by the source's words or by SPDX name", () => {
    expect(reasonOf(raw('See the website', null), { licences: ['see the  website'] })).toBe('kept');
    expect(reasonOf(raw('NC', 'CC-BY-NC-4.0'), { licences: ['cc-by-nc-4.0'] })).toBe('kept');
    expect(reasonOf(raw('NC', 'CC-BY-NC-4.0'), { licences: ['CC-BY-ND-4.0'] })).toBe('licence-not-open');
  });

  it('does not save made-up data, which have an option of their own', () => {
    expect(reasonOf(raw('MIT', 'MIT', true))).toBe('synthetic');
    expect(reasonOf(raw('MIT', 'MIT', true), { synthetic: true })).toBe('kept');
    expect(reasonOf(raw(null, null, true), { synthetic: true })).toBe('licence-unknown');
  });
});
