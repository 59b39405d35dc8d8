/**
 * A user's folder as a source: each table file in it, and in its subfolders one level down, is a dataset. A
 * `datapackage.json` or Croissant file describes those that it names; a README and a licence file stand for what it does
 * not say, and those of the folder above for what a subfolder has not. A file that cannot be used is listed with its
 * reason, and the rest goes on. Nothing in the folder is changed.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, posix, resolve } from 'node:path';
import { parseLenientJson } from '../../bench/lenient-json.ts';
import { piecesOf } from '../../bench/read.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { RawDataset, Source } from '../dataset.ts';
import { type Rejection, reject } from '../rejection.ts';
import { readCroissant } from './croissant.ts';
import { readDatapackage } from './datapackage.ts';
import {
  distinctIds,
  type FileDescription,
  type FolderDescription,
  idPart,
  type LicenceWords,
  saysSynthetic,
} from './description.ts';
import { licenceOf } from './licence.ts';
import { type ReadOptions, readTable, tableKindOf } from './read/table.ts';
import { LICENCE_FILE, README, readReadme } from './readme.ts';

type Entry = RawDataset | { readonly id: string; readonly rejection: Rejection };

const DESCRIPTIONS = ['datapackage.json', 'dataset-metadata.json', 'croissant.json', 'metadata.json'];

const NOTHING: FolderDescription = {
  title: '',
  description: '',
  licences: [],
  author: null,
  url: null,
  tags: [],
  files: [],
};

export function folderSource(path: string, options: ReadOptions = {}): Source {
  const root = resolve(path);
  return {
    name: 'folder',
    list: async function* (signal) {
      const found = statSync(root, { throwIfNoEntry: false });
      if (!found?.isDirectory()) {
        const what = found === undefined ? 'it does not exist' : 'it is a file';
        throw new UserError(`expected a folder of data files at ${root}, but ${what}; give the folder that holds them`);
      }
      const distinct = distinctIds();
      const above = yield* listFolder(root, NOTHING, distinct, options);
      for (const name of namesIn(root).folders) {
        signal?.throwIfAborted();
        const files = above.files.filter((file) => folderOf(file.path) === name);
        yield* listFolder(
          join(root, name),
          { ...above, files: files.map((file) => ({ ...file, path: plainName(file.path) })) },
          distinct,
          options,
        );
      }
    },
  };
}

/** Sorted by code unit, hidden ones left out. */
function namesIn(folder: string): { files: string[]; folders: string[] } {
  const names = readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
  const isFolder = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true;
  return { files: names.filter((name) => !isFolder(name)), folders: names.filter(isFolder) };
}

/** @returns what the folder says of itself, for its subfolders */
function* listFolder(
  folder: string,
  above: FolderDescription,
  distinct: (id: string) => string,
  options: ReadOptions,
): Generator<Entry, FolderDescription> {
  const { files } = namesIn(folder);
  const owner = idPart(basename(folder), 'owner');
  const idOf = (name: string) => distinct(`${owner}_${idPart(name, 'name')}`);
  const told: FolderDescription[] = [];
  for (const name of DESCRIPTIONS.filter((known) => files.includes(known))) {
    try {
      const description = readDescription(join(folder, name));
      if (description !== null) told.push(description);
    } catch (error) {
      const words = `${name} cannot be read, so nothing is known from it: ${messageOf(error)}`;
      yield { id: idOf(name), rejection: reject('source', 'description-unreadable', words) };
    }
  }
  const described = merged([...told, written(folder, files), above]);
  const tables = files.filter((name) => tableKindOf(name) !== null && !isAside(name, files));
  for (const name of tables) {
    yield datasetOf(folder, name, described, idOf(stemOf(name)), tables.length === 1, options);
  }
  const folders = namesIn(folder).folders;
  for (const { path } of described.files) {
    if (folderOf(path) === '' ? tables.includes(plainName(path)) : folders.includes(folderOf(path))) continue;
    const words = `its description names ${path}, which is no table file in this folder; put it there`;
    if (tableKindOf(path) !== null)
      yield { id: idOf(plainName(path)), rejection: reject('source', 'file-missing', words) };
  }
  return described;
}

/** Text files that are about others: descriptions, READMEs, licences, and `x.txt` beside `x.csv`. */
function isAside(name: string, files: readonly string[]): boolean {
  if (DESCRIPTIONS.includes(name) || README.test(name) || LICENCE_FILE.test(name)) return true;
  return (
    extname(name) === '.txt' &&
    files.some((other) => other !== name && stemOf(other) === stemOf(name) && tableKindOf(other) !== null)
  );
}

function readDescription(path: string): FolderDescription | null {
  const document = parseLenientJson(readFileSync(path, 'utf8'));
  const croissant = readCroissant(document);
  if (croissant !== null) return croissant;
  return /^data/.test(basename(path)) ? readDatapackage(document) : null;
}

/** What READMEs and licence files say. */
function written(folder: string, files: readonly string[]): FolderDescription {
  const readme = files.filter((name) => README.test(name)).map((name) => readReadme(join(folder, name)))[0];
  const licences: LicenceWords[] = [...(readme?.licences ?? [])];
  for (const name of files.filter((one) => LICENCE_FILE.test(one))) {
    const text = readFileSync(join(folder, name), 'utf8');
    licences.push({ names: [text], url: null });
  }
  return {
    ...NOTHING,
    title: readme?.title ?? '',
    description: readme?.description ?? '',
    licences,
    tags: readme?.tags ?? [],
  };
}

/** Of each thing, what the first says that says it; of files, what all say. */
function merged(all: readonly FolderDescription[]): FolderDescription {
  const first = <T>(of: (one: FolderDescription) => T | null | '') =>
    all.map(of).find((value) => value !== null && value !== '');
  return {
    title: first(({ title }) => title) ?? '',
    description: first(({ description }) => description) ?? '',
    licences: all.find(({ licences }) => licences.length > 0)?.licences ?? [],
    author: first(({ author }) => author) ?? null,
    url: first(({ url }) => url) ?? null,
    tags: [...new Set(all.flatMap(({ tags }) => tags))],
    files: all.flatMap(({ files }) => files),
  };
}

function datasetOf(
  folder: string,
  name: string,
  of: FolderDescription,
  id: string,
  alone: boolean,
  options: ReadOptions,
): Entry {
  const path = join(folder, name);
  const own = of.files.filter((file) => folderOf(file.path) === '' && plainName(file.path) === name);
  const first = (pick: (one: FileDescription) => string | null) => own.map(pick).find((words) => words);
  const beside = [`${stemOf(name)}.md`, `${stemOf(name)}.txt`]
    .filter((other) => other !== name && statSync(join(folder, other), { throwIfNoEntry: false })?.isFile())
    .map((other) => readReadme(join(folder, other)))[0];
  const description = [first((one) => one.description) ?? beside?.description ?? '', of.description]
    .filter((words) => words !== '')
    .join('\n\n');
  let version: string;
  try {
    version = hashOfFile(path);
  } catch (error) {
    return { id, rejection: reject('source', 'table-unreadable', `${name} cannot be read: ${messageOf(error)}`) };
  }
  return {
    id,
    source: 'folder',
    title: first((one) => one.title) || beside?.title || titleOf(of.title, alone, name),
    description,
    columnDescriptions: Object.assign({}, ...own.map(({ columns }) => columns)) as Record<string, string>,
    licence: licenceOf(
      [...own, ...(beside ? [beside] : []), of].find(({ licences }) => licences.length > 0)?.licences ?? [],
    ),
    synthetic: saysSynthetic([of.title, description], of.tags),
    tags: of.tags,
    version,
    author: first((one) => one.author) ?? of.author,
    url: first((one) => one.url) ?? of.url,
    usability: null,
    suggestedTargets: [],
    load: () => readTable(path, options),
  };
}

function titleOf(folder: string, alone: boolean, name: string): string {
  if (folder === '') return stemOf(name);
  return alone ? folder : `${folder}: ${stemOf(name)}`;
}

function hashOfFile(path: string): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(path)) hash.update(piece);
  return hash.digest('hex').slice(0, 16);
}

/** Of a path inside the described folder: '' for a file of its own. An address is as if the file had been fetched to it. */
function folderOf(path: string): string {
  const folder = /^[a-z]+:/i.test(path) ? '.' : posix.dirname(posix.normalize(path));
  return folder === '.' ? '' : folder;
}

function plainName(path: string): string {
  return basename(path.replace(/[?#].*$/, ''));
}

function stemOf(name: string): string {
  return name.replace(/(\.[a-z0-9]+)(\.gz)?$/i, '');
}
