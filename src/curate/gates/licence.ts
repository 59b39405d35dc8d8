/**
 * Gates on what is known of a dataset before its rows are read: may it be passed on, and is it real? Only names of
 * licences are looked at, as its source recognised them: nobody reads the licence's text.
 */
import type { RawDataset } from '../dataset.ts';
import type { Rejection } from '../rejection.ts';
import { rejectAt } from './table.ts';

export interface RawGateOptions {
  /** Further licences that the user takes for open, as their sources word them or by SPDX name. */
  readonly licences?: readonly string[];
  /** Lets through what its source calls made up. */
  readonly synthetic?: boolean;
}

/** SPDX names, in lower case, of licences that allow use, change and redistribution by anybody for any purpose. */
const OPEN: readonly RegExp[] = [
  /^cc0(-|$)/,
  /^cc-by(-sa)?(-\d|$)/,
  /^(odbl|odc-by|pddl|dbcl)(-|$)/,
  /^odc-(odbl|pddl)(-|$)/,
  /^cdla-(permissive|sharing)(-|$)/,
  /^(mit|isc|zlib|0bsd|unlicense|wtfpl|x11|ncsa|psf|python|ms-pl)(-|$)/,
  /^bsd(-|$)/,
  /^bsl-1/,
  /^apache(-|$)/,
  /^(l|a)?gpl(-|$)/,
  /^(mpl|epl|eupl|artistic|postgresql|ofl)(-|$)/,
  /^(ogl|ogl-uk|nlod|dl-de-by|dl-de-zero|etalab|licence-ouverte|kogl|gfdl)(-|$)/,
  /^(public-domain|pd|us-pd|us-gov|us-government|u\.s\.-government|government)(-|$)/,
];

/** Whatever else a name says, these words in it forbid something. */
const RESTRICTED = /(^|-)(nc|nd|noncommercial|no-?derivatives)(-|$)/;

/** @returns the rejection, or null when it may go on */
export function gateRaw(raw: RawDataset, options: RawGateOptions = {}): Rejection | null {
  const { name, spdx } = raw.licence;
  const allowed = (options.licences ?? []).map(plain);
  const given = [spdx, name].filter((word) => word !== null && word.trim() !== '');
  if (!given.some((word) => allowed.includes(plain(word!)))) {
    if (spdx === null || spdx.trim() === '') {
      const found = name === null || name.trim() === '' ? 'No licence is given' : `The licence ${JSON.stringify(name)}`;
      return rejectAt(
        'licence-unknown',
        `${found}${name ? ' is not one that is known' : ''}; an open one is wanted (CC0, CC-BY, ODbL, MIT …). ` +
          'Of your own files, say --licence and any name (CC-BY-4.0, private); of others, the name as their source words it.',
      );
    }
    if (!isOpen(spdx)) {
      return rejectAt('licence-not-open', `${spdx} does not allow everybody to use, change and pass on the data.`);
    }
  }
  if (raw.synthetic && options.synthetic !== true) {
    return rejectAt('synthetic', 'Its source says that the data are simulated or generated.');
  }
  return null;
}

/** An SPDX expression: of alternatives one must be open, of parts all. */
export function isOpen(expression: string): boolean {
  const alternatives = expression.replace(/[()]/g, ' ').split(/\s+or\s+|\|/i);
  return alternatives.some((all) =>
    all.split(/\s+and\s+/i).every((one) => {
      const name = plain(one.replace(/\s+with\s+.*$/i, ''));
      return !RESTRICTED.test(name) && OPEN.some((pattern) => pattern.test(name));
    }),
  );
}

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
