/**
 * One curation, from the command's options to a benchmark: opens the sources, the designer and the sandbox, shows how far
 * it is, and prints the funnel.
 */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Designer } from '../curate/design.ts';
import { keptSeed } from '../curate/journal.ts';
import type { Rewriter } from '../curate/pair.ts';
import { type CurationResult, curate } from '../curate/pipeline.ts';
import { UserError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { Model } from '../model.ts';
import { librariesOf } from '../sandbox/libraries.ts';
import type { Sandbox } from '../sandbox.ts';
import { cacheFolder, type Environment, openSandbox } from '../wire.ts';
import { openCurationProgress } from './curation-progress.ts';
import { openSources } from './curation-sources.ts';
import { funnelText } from './curation-text.ts';
import { putJson } from './json.ts';
import { programVersion } from './version.ts';

const OPTIONS = z.object({
  source: z.array(z.string()).optional(),
  input: z.string().optional(),
  out: z.string().default('curated'),
  tasks: z.int().min(1).optional(),
  perDataset: z.int().min(1).max(100).default(6),
  designer: z.string().default('rules'),
  rewriter: z.string().optional(),
  baseUrl: z.string().optional(),
  rules: z.enum(['own', 'released']),
  second: z.string().optional(),
  licence: z.array(z.string()).default([]),
  against: z.array(z.string()).default([]),
  evalShare: z.number().min(0).max(1).default(0.05),
  seed: z.string().min(1).optional(),
  resume: z.boolean().default(false),
  json: z.union([z.string(), z.literal(true)]).optional(),
});
type Options = z.infer<typeof OPTIONS>;

/** While one dataset is read and written, another one's programs run. */
const DATASETS_PER_CORE = 2;

/** @param given as commander has them */
export async function curateShown(given: Record<string, unknown>): Promise<void> {
  const options = checked(given);
  const env = process.env;
  const out = resolve(options.out);
  const sources = await openSources(options, env);
  const designer = await openDesigner(options.designer, options, env);
  const seed = options.seed ?? (await keptSeed(out)) ?? randomBytes(16).toString('hex');
  const finish = new AbortController();
  const progress = openCurationProgress(process.stderr, options.tasks ?? null);
  const interrupt = () => {
    if (finish.signal.aborted) process.exit(130);
    finish.abort();
    progress.say('Finishing the pairs in work; press Ctrl-C again to stop at once. Either way --resume goes on.');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  let result: CurationResult;
  try {
    await using sandbox = await openSandbox(env);
    await using second = options.second === undefined ? null : await openSandbox(env, { kind: options.second });
    const sandboxes = [sandbox, ...(second === null ? [] : [second])];
    const { second: _, ...others } = options;
    result = await curate({
      ...others,
      out,
      sources,
      designer,
      ...(options.rewriter === undefined ? {} : { rewrite: await openRewriter(options.rewriter, options, env) }),
      seed,
      sandbox,
      ...(second === null ? {} : { second }),
      environments: await Promise.all(sandboxes.map(librariesOf)),
      tasks: options.tasks ?? null,
      gates: { licences: options.licence },
      width: DATASETS_PER_CORE * availableParallelism(),
      settings: settingsOf(options, designer, seed, sandboxes),
      finish: finish.signal,
      onEvent: progress.event,
    });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    progress.close();
  }
  if (options.json !== undefined) await putJson(options.json, jsonOf(result, out));
  if (options.json !== true) process.stdout.write(funnelText(result, options.out, process.stdout.columns ?? 100));
  if (result.owed.length > 0 || result.stopped === 'interrupted') process.exitCode = 3;
  else if (result.funnel.tasks === 0) process.exitCode = 1;
}

function checked(given: Record<string, unknown>): Options {
  const parsed = OPTIONS.safeParse(given);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const option = String(path[0]).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UserError(`dare curate: --${option}: ${message}`);
  }
  return parsed.data;
}

async function openDesigner(name: string, options: Options, env: Environment): Promise<Designer> {
  if (name === 'rules') return (await import('../curate/design/rules.ts')).rulesDesigner();
  const { modelDesigner } = await import('../curate/design/model.ts');
  return modelDesigner(await openLanguageModel('designer', name, options, env), { cache: answersIn(env) });
}

/** Rewrites questions in the words of a model. */
async function openRewriter(name: string, options: Options, env: Environment): Promise<Rewriter> {
  const { rewriteQuestion } = await import('../curate/write/rewrite.ts');
  const model = await openLanguageModel('rewriter', name, options, env);
  const { signal } = new AbortController();
  return async (template, stated) =>
    (await rewriteQuestion(template, model, { stated, cache: answersIn(env), signal })).text;
}

/** Where a model's answers are kept, so that nothing is asked twice. */
const answersIn = (env: Environment) => join(cacheFolder(env), 'curation-answers');

async function openLanguageModel(option: string, name: string, { baseUrl }: Options, env: Environment): Promise<Model> {
  if (!name.includes('/')) {
    const known = option === 'designer' ? 'rules, or a language model' : 'a language model';
    throw new UserError(
      `dare curate: unknown ${option} ${JSON.stringify(name)}. Expected ${known} as provider/model, such as openai/gpt-4.1.`,
    );
  }
  const { openModel } = await import('../model/open-model.ts');
  return openModel(name, { settings: { temperature: 0, toolMode: 'native', baseUrl }, env });
}

/** What the outcome depends on. The seed by its hash: the folder may be passed on. */
function settingsOf(options: Options, designer: Designer, seed: string, sandboxes: readonly Sandbox[]) {
  const { rules, perDataset, licence, against, evalShare } = options;
  const sources = [...(options.source ?? ['folder'])];
  return {
    version: programVersion(),
    sources,
    ...(options.input === undefined ? {} : { input: resolve(options.input) }),
    designer: designer.name,
    ...(options.rewriter === undefined ? {} : { rewriter: options.rewriter }),
    rules,
    perDataset,
    licences: licence,
    against: against.map((folder) => resolve(folder)),
    evalShare,
    seed: sha256(seed).slice(0, 16),
    environment: sandboxes.map(({ environment }) => environment).join(' '),
  };
}

function jsonOf({ funnel, owed, stopped, outcomes }: CurationResult, out: string) {
  return { folder: out, stopped, funnel, owed, datasets: outcomes };
}
