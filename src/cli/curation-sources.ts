/** The sources of `dare curate`, by name. */
import { join } from 'node:path';
import type { RawDataset, Source } from '../curate/dataset.ts';
import { UserError } from '../errors.ts';
import { cacheFolder, type Environment, localPython } from '../wire.ts';

export interface SourceSettings {
  readonly source?: readonly string[] | undefined;
  readonly input?: string | undefined;
  /** The first is that of the user's own files where these name none. */
  readonly licence: readonly string[];
}

const SOURCES: Readonly<Record<string, (settings: SourceSettings, env: Environment) => Promise<Source>>> = {
  folder: async ({ input, licence }) => {
    if (input === undefined)
      throw new UserError('dare curate: --source folder wants --input DIR, where your files are.');
    const source = (await import('../curate/source/folder.ts')).folderSource(input);
    return licence[0] === undefined ? source : under(licence[0], source);
  },
  vega: async () => (await import('../curate/source/vega.ts')).vegaSource(),
  python: async (_, env) => {
    const { pythonSource } = await import('../curate/source/python.ts');
    const say = (words: string) => process.stderr.write(`${words}\n`);
    return pythonSource({ cache: cacheFolder(env), python: localPython(env).python, say });
  },
  kaggle: async (_, env) => (await import('../curate/source/kaggle.ts')).kaggleSource(remote(env)),
  openml: async (_, env) => (await import('../curate/source/openml.ts')).openmlSource(remote(env)),
  huggingface: async (_, env) => (await import('../curate/source/huggingface.ts')).huggingfaceSource(remote(env)),
};

const remote = (env: Environment) => ({ env, cache: join(cacheFolder(env), 'sources') });

const KNOWN = Object.keys(SOURCES).join(', ');

/** @throws UserError for an unknown one, and when what one needs is missing */
export async function openSources(settings: SourceSettings, env: Environment): Promise<Source[]> {
  const names = settings.source ?? (settings.input === undefined ? [] : ['folder']);
  if (names.length === 0) {
    throw new UserError(
      `dare curate: say where the data come from: --input DIR for your own files, or --source ${KNOWN}.`,
    );
  }
  const opened: Source[] = [];
  for (const name of new Set(names)) {
    const open = SOURCES[name];
    if (open === undefined)
      throw new UserError(`dare curate: unknown source ${JSON.stringify(name)}. Known: ${KNOWN}.`);
    opened.push(await open(settings, env));
  }
  return opened;
}

/** The same datasets, those without a licence under this one. */
function under(licence: string, source: Source): Source {
  const licensed = (raw: RawDataset): RawDataset =>
    raw.licence.name === null ? { ...raw, licence: { name: licence, spdx: null, url: null } } : raw;
  return {
    name: source.name,
    list: async function* (signal) {
      for await (const listed of source.list(signal)) yield 'rejection' in listed ? listed : licensed(listed);
    },
  };
}
