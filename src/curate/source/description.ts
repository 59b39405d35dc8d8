/** What a description file beside the data (datapackage.json, a Croissant file, a README) says of a folder and its files. */

/** One licence, in whatever words. */
export interface LicenceWords {
  /** Names or whole texts, each of them of the same licence. */
  readonly names: readonly string[];
  readonly url: string | null;
}

export interface FileDescription {
  /** As the description names it: a path inside the folder, or an address. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  /** By column's name. */
  readonly columns: Readonly<Record<string, string>>;
  /** Its own; [] when only the folder has any. */
  readonly licences: readonly LicenceWords[];
  readonly url: string | null;
  /** Whom its rows come from. */
  readonly author: string | null;
}

export interface FolderDescription {
  readonly title: string;
  readonly description: string;
  readonly licences: readonly LicenceWords[];
  readonly author: string | null;
  readonly url: string | null;
  readonly tags: readonly string[];
  readonly files: readonly FileDescription[];
}

const MADE_UP =
  '(?:synthetic|simulated|artificial|fictitious|fictional|fake|made[- ]up|(?:randomly |computer[- ])generated)';
const DATA = '(?:data ?-?sets?|data|samples?|tables?|observations|records|sales|measurements)';
const SAYS_SO = new RegExp(
  `\\b${MADE_UP}\\b[\\w, -]{0,40}\\b${DATA}\\b|\\b${DATA}\\b[\\w, -]{0,40}\\b(?:is|are|was|were|been)\\b[\\w, -]{0,20}\\b` +
    `(?:${MADE_UP}|generated (?:by|with|using|artificially|synthetically|randomly))\\b|^(?:simulated|simulation)\\b`,
  'im',
);

/** Whether the words of a dataset's own source say that it is made up. */
export function saysSynthetic(words: readonly string[], tags: readonly string[] = []): boolean {
  return (
    words.some((text) => SAYS_SO.test(text)) || tags.some((tag) => /^(?:synthetic|simulated|simulation)\b/i.test(tag))
  );
}

/** Words as a part of a dataset's id: letters, digits, `.` and `-`; also `_` where it is not the owner's. */
export function idPart(words: string, keep: 'owner' | 'name'): string {
  const plain = words.normalize('NFKD').replace(/\p{M}/gu, '');
  const part = plain
    .replace(keep === 'owner' ? /[^A-Za-z0-9.-]+/g : /[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return part === '' ? 'data' : part.slice(0, 80);
}

/** @returns a function that gives `id`, or `id-2`, … when it was given before, in whatever case */
export function distinctIds(): (id: string) => string {
  const taken = new Set<string>();
  return (id) => {
    let distinct = id;
    for (let number = 2; taken.has(distinct.toLowerCase()); number += 1) distinct = `${id}-${number}`;
    taken.add(distinct.toLowerCase());
    return distinct;
  };
}
