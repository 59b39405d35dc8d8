import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { licenceOf, recogniseLicence } from '../../../src/curate/source/licence.ts';

/** Wordings as sources have them: Kaggle, the Hugging Face hub, OpenML, R, Debian, data packages. */
const WORDINGS: readonly (readonly [string, string | null])[] = [
  ['CC0: Public Domain', 'CC0-1.0'],
  ['cc0-1.0', 'CC0-1.0'],
  ['CC0', 'CC0-1.0'],
  ['Creative Commons Zero 1.0 Universal', 'CC0-1.0'],
  ['Attribution 4.0 International (CC BY 4.0)', 'CC-BY-4.0'],
  ['cc-by-4.0', 'CC-BY-4.0'],
  ['CC BY-SA 3.0', 'CC-BY-SA-3.0'],
  ['Creative Commons Attribution-ShareAlike 4.0', 'CC-BY-SA-4.0'],
  ['CC BY-NC-SA 4.0', 'CC-BY-NC-SA-4.0'],
  ['Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)', 'CC-BY-NC-4.0'],
  ['Attribution-NoDerivatives 4.0 International (CC BY-ND 4.0)', 'CC-BY-ND-4.0'],
  ['ODC Public Domain Dedication and Licence (PDDL)', 'PDDL-1.0'],
  ['Database: Open Database, Contents: Database Contents', 'ODbL-1.0'],
  ['Database: Open Database, Contents: © Original Authors', null],
  ['ODC Attribution License (ODC-By)', 'ODC-By-1.0'],
  ['Community Data License Agreement - Permissive - Version 1.0', 'CDLA-Permissive-1.0'],
  ['cdla-permissive-2.0', 'CDLA-Permissive-2.0'],
  ['U.S. Government Works', 'US-government'],
  ['UK Open Government License', 'OGL-UK-3.0'],
  ['Public Domain', 'public-domain'],
  ['This is public domain.', 'public-domain'],
  ['This data is in the public domain.', 'public-domain'],
  ['This was public domain once', null],
  ['MIT + file LICENSE', 'MIT'],
  ['Expat', 'MIT'],
  ['Apache 2.0', 'Apache-2.0'],
  ['BSD_3_clause + file LICENSE', 'BSD-3-Clause'],
  ['BSD-2-Clause', 'BSD-2-Clause'],
  ['GPL-2 | GPL-3', 'GPL-2.0'],
  ['GPL (>= 2)', 'GPL-2.0-or-later'],
  ['GPL-3+', 'GPL-3.0-or-later'],
  ['GNU Lesser General Public License 3.0', 'LGPL-3.0'],
  ['LGPL (>= 2.1)', 'LGPL-2.1-or-later'],
  ['GNU Affero General Public License 3.0', 'AGPL-3.0'],
  ['Artistic-2.0', 'Artistic-2.0'],
  ['https://creativecommons.org/licenses/by-nc-sa/4.0/', 'CC-BY-NC-SA-4.0'],
  ['http://creativecommons.org/publicdomain/zero/1.0/', 'CC0-1.0'],
  ['https://opendatacommons.org/licenses/odbl/1-0/', 'ODbL-1.0'],
  ['https://www.usa.gov/government-works', 'US-government'],
  ['https://github.com/someone/mit/blob/main/cc0', null],
  ['', null],
  ['Unknown', null],
  ['unlimited distribution', null],
  ['file LICENSE', null],
  ['Other (specified in description)', null],
  ['Data files © Original Authors', null],
  ['World Bank Dataset Terms of Use', null],
  ['Not in the public domain', null],
  ['Public', null],
  ['For research only, GPL code', null],
  ['Apache 2.0, non-commercial use', null],
  ['License Terms Not Explicitly Specified', null],
];

describe('a licence', () => {
  it.each(WORDINGS)('worded %j is %j', (words, name) => {
    expect(recogniseLicence(words)).toBe(name);
  });

  it('already named as SPDX names it stays as it is', () => {
    for (const [, name] of WORDINGS) if (name !== null) expect(recogniseLicence(name)).toBe(name);
  });

  it('is recognised in any case and spacing', () => {
    const known = WORDINGS.filter(([words]) => !words.includes('//'));
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.constantFrom(' ', '\n ', '  '),
        fc.boolean(),
        ([words, name], space, upper) => {
          const other = `${space}${words.replaceAll(' ', space)}${space}`;
          expect(recogniseLicence(upper ? other.toUpperCase() : other)).toBe(name);
        },
      ),
    );
  });

  it.each([
    ['LICENSE', 'Apache-2.0'],
    ['node_modules/vitest/LICENSE.md', 'MIT'],
    ['node_modules/papaparse/LICENSE', 'MIT'],
    ['node_modules/typescript/LICENSE.txt', 'Apache-2.0'],
  ])('is recognised by its whole text: %s', (path, name) => {
    expect(recogniseLicence(readFileSync(join(import.meta.dirname, '../../..', path), 'utf8'))).toBe(name);
  });

  const shared = '/usr/share/common-licenses';
  it.skipIf(!existsSync(shared)).each([
    ['GPL-2', 'GPL-2.0'],
    ['GPL-3', 'GPL-3.0'],
    ['LGPL-2.1', 'LGPL-2.1'],
    ['CC0-1.0', 'CC0-1.0'],
    ['BSD', 'BSD-3-Clause'],
    ['Apache-2.0', 'Apache-2.0'],
    ['MPL-2.0', 'MPL-2.0'],
  ])("is recognised in Debian's copy of %s (skipped elsewhere)", (file, name) => {
    expect(recogniseLicence(readFileSync(join(shared, file), 'utf8'))).toBe(name);
  });

  it('is not read out of a long text that only mentions one', () => {
    const story = 'We met at MIT and talked of the GPL, of CC0 and of public domain works. '.repeat(20);
    expect(recogniseLicence(story)).toBeNull();
  });
});

describe('several licences', () => {
  it('are one when each is recognised, and none when one is not', () => {
    const open = { names: ['CC-BY-4.0'], url: null };
    const terms = { names: ['Terms of use'], url: 'https://example.org/terms' };
    expect(licenceOf([open])).toEqual({ name: 'CC-BY-4.0', spdx: 'CC-BY-4.0', url: null });
    expect(licenceOf([open, terms])).toEqual({ name: 'Terms of use', spdx: null, url: 'https://example.org/terms' });
    expect(licenceOf([])).toEqual({ name: null, spdx: null, url: null });
  });

  it('of one thing are alternatives when they are names of the same', () => {
    const told = [{ names: ['other-open', 'Some title'], url: 'https://www.usa.gov/government-works' }];
    expect(licenceOf(told)).toMatchObject({ name: 'other-open', spdx: 'US-government' });
  });
});
