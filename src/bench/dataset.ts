/**
 * One dataset of the published layout: its folder and list entry, as up to two tasks with their answer keys. Whatever
 * is wrong with one version leaves the other; nothing here throws for what a folder holds.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { AnswerKey } from '../answer-key.ts';
import type { Unusable } from '../bench.ts';
import { messageOf } from '../errors.ts';
import { kindOf, type Task, type TaskFile, type TaskParameters, variantOf } from '../task.ts';
import { isPlainName } from '../tool.ts';
import { Broken } from './broken.ts';
import { folderInside, requireFile } from './folder.ts';
import { hashFile, hashValue } from './hash.ts';
import { parseLenientJson } from './lenient-json.ts';
import { type Metadata, readMetadata, timeOf, workflowOf } from './metadata.ts';
import type { Entry } from './question-list.ts';
import { fileKindOf, type Outline, outlineOf } from './table.ts';

const VERSIONS = ['v1', 'v2'] as const;
type Version = (typeof VERSIONS)[number];

export interface Dataset {
  readonly tasks: readonly { readonly task: Task; readonly key: AnswerKey }[];
  readonly unusable: readonly Unusable[];
}

/** @param databases path of the benchmark's `databases/`. */
export async function readDataset(databases: string, entry: Entry): Promise<Dataset> {
  const dataset = entry.file_path;
  const all = (error: unknown): Dataset => ({
    tasks: [],
    unusable: [{ dataset, version: null, reason: messageOf(error) }],
  });
  let opened: Opened;
  try {
    opened = openDataset(databases, entry);
  } catch (error) {
    return all(error);
  }
  const tasks: Dataset['tasks'][number][] = [];
  const unusable: Unusable[] = [];
  for (const version of VERSIONS) {
    try {
      tasks.push(await readVersion(opened, version));
    } catch (error) {
      unusable.push({ dataset, version, reason: messageOf(error) });
    }
  }
  // One cause in a file that both versions share is one entry.
  if (unusable.length === 2 && unusable[0]!.reason === unusable[1]!.reason) return all(unusable[0]!.reason);
  return { tasks, unusable };
}

interface Opened {
  readonly entry: Entry;
  readonly metadata: Metadata;
  readonly folder: string;
  readonly source: string;
  readonly verify: string;
  /** By path; each file is hashed once, and each header read once, a dataset. */
  readonly hashOf: (path: string) => string;
  readonly outlineOf: (path: string) => Promise<Outline>;
}

function openDataset(databases: string, entry: Entry): Opened {
  const name = entry.file_path;
  if (!isPlainName(name)) {
    throw new Broken(`its file_path ${JSON.stringify(name)} is not the plain name of a folder in databases/`);
  }
  const folder = folderInside(databases, name, 'databases/');
  const source = folderInside(folder, 'source', 'its folder');
  const verify = folderInside(folder, 'verify', 'its folder');
  const { path } = requireFile(verify, 'all_metadata.json', 'verify');
  let record: unknown;
  try {
    record = parseLenientJson(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Broken(`verify/all_metadata.json is not JSON: ${messageOf(error)}`);
  }
  const metadata = readMetadata(record);
  if (typeof entry.task === 'string' && entry.task !== metadata.family) {
    throw new Broken(`question_list.json says ${entry.task}, all_metadata.json says ${metadata.family}`);
  }
  return {
    entry,
    metadata,
    folder,
    source,
    verify,
    hashOf: once(hashFile),
    outlineOf: once(async (path) => {
      const kind = fileKindOf(path);
      try {
        if (kind === null) throw new Broken('is neither a csv, a sqlite nor a parquet file');
        const outline = await outlineOf(path, kind);
        if (outline.empty) throw new Broken('has no rows');
        return outline;
      } catch (error) {
        throw new Broken(`${relative(folder, path)} ${messageOf(error)}`);
      }
    }),
  };
}

async function readVersion(opened: Opened, version: Version): Promise<{ task: Task; key: AnswerKey }> {
  const { entry, metadata, hashOf } = opened;
  const { family, targets } = metadata;
  const dataset = entry.file_path;
  const variant = variantOf(family, version);
  const question = entry[`question_${version}`] ?? '';
  if (question.trim() === '') throw new Broken(`question_list.json has no question_${version} for it`);

  const files = visibleFiles(opened, version);
  const { train, validation } = trainAndValidation(files, version, metadata);
  const fileKind = fileKindOf(train.name)!;
  const parameters: TaskParameters = {
    targets,
    fileKind,
    trainFile: train.name,
    validationFile: validation.name,
    ...(variant === 'if' ? { workflow: workflowOf(metadata) } : {}),
    ...(family === 'time_series_analysis' ? { time: timeOf(metadata) } : {}),
  };

  const { workflow, time } = parameters;
  const features = workflow === undefined ? [] : [...workflow.features];
  const clock = time === undefined ? [] : [time.column];
  const id = variant === 'cf' ? [] : ['row_id'];
  const needs = async ({ path }: TaskFile, columns: readonly string[]) => {
    const outline = await opened.outlineOf(path);
    const missing = columns.filter((column) => !outline.columns.includes(column));
    if (missing.length === 0) return outline;
    const names = missing.map((column) => JSON.stringify(column)).join(', ');
    throw new Broken(`${relative(opened.folder, path)} lacks the column ${names}`);
  };
  await needs(train, [...targets, ...features, ...clock]);
  const given = await needs(validation, [...id, ...features, ...clock]);

  let hidden: readonly TaskFile[];
  let truth: AnswerKey['truth'];
  if (variant === 'if') {
    const clean = requireFile(opened.source, `train_v1_no_err.${fileKind}`, 'source');
    await needs(clean, [...targets, ...features]);
    const released = join(opened.verify, 'simulated_pred_local.csv');
    truth = { kind: 'reference', files: [clean, validation], ...(existsSync(released) ? { released } : {}) };
    hidden = [clean];
  } else {
    const name = variant === 'mm' ? 'ground_truth.csv' : `ground_truth_${version}.csv`;
    const file = requireFile(opened.verify, name, 'verify');
    const { columns } = await needs(file, [...targets, ...id, ...(variant === 'cf' ? clock : [])]);
    const unknown = columns.find((column) => !targets.includes(column) && !given.columns.includes(column));
    if (variant === 'cf' && unknown !== undefined) {
      throw new Broken(`verify/${name} has the key column ${JSON.stringify(unknown)}, which ${validation.name} lacks`);
    }
    truth = { kind: 'file', path: file.path };
    hidden = [file];
  }

  const hashed = (list: readonly TaskFile[]) => list.map(({ name, path }) => ({ name, sha256: hashOf(path) }));
  const [shown, unseen] = [hashed(files), hashed(hidden)];
  if (truth.kind === 'file') {
    const leak = shown.find(({ sha256 }) => unseen.some((secret) => secret.sha256 === sha256));
    if (leak !== undefined) throw new Broken(`source/${leak.name} is the truth itself, which no agent may see`);
  }
  const taskId = `${dataset}/${variant}`;
  const content = { format: 1, task: taskId, question, family, variant, parameters, files: shown, hidden: unseen };
  const hash = hashValue(content);
  const task: Task = {
    id: taskId,
    dataset,
    family,
    variant,
    kind: kindOf(family, variant),
    question,
    files,
    parameters,
    licence: metadata.licence,
    hash,
  };
  return { task, key: { task: taskId, hash, family, variant, targets, truth } };
}

/** The needed files of one version, each checked to be shown safely. @throws Broken */
function visibleFiles({ entry, metadata, source }: Opened, version: Version): TaskFile[] {
  const field = `needed_files_${version}` as const;
  const names = entry[field] ?? metadata.neededFiles[version];
  if (names === null) throw new Broken(`neither question_list.json nor all_metadata.json has ${field}`);
  const files: TaskFile[] = [];
  for (const name of new Set(names)) {
    if (!isPlainName(name)) {
      throw new Broken(`${field} names ${JSON.stringify(name)}, which is not the plain name of a file in source/`);
    }
    if (/no_err|ground_truth|simulated_pred|all_metadata/i.test(name)) {
      throw new Broken(`${field} names ${JSON.stringify(name)}, which no agent may see`);
    }
    files.push(requireFile(source, name, 'source'));
  }
  return files;
}

/** @throws Broken */
function trainAndValidation(files: readonly TaskFile[], version: Version, { family }: Metadata) {
  const find = (stem: string): TaskFile => {
    const found = files.filter(({ name }) => name.replace(/\.[^.]*$/, '') === stem && fileKindOf(name) !== null);
    if (found.length === 1) return found[0]!;
    const what = found.length === 0 ? 'no' : 'more than one';
    throw new Broken(`needed_files_${version} names ${what} ${stem}.csv, ${stem}.sqlite or ${stem}.parquet`);
  };
  return {
    train: find(family === 'time_series_analysis' ? 'train' : `train_${version}`),
    validation: find(`val_${version}`),
  };
}

/** Calls `make` once for each key. */
function once<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
