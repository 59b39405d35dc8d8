/**
 * Runs -> one self-contained page, viewable offline from a file: the built viewer with the data inside.
 *
 * Attempts stream through: a chunk of transcripts is compressed and written before the next is read. What is kept in
 * memory grows with the figures of attempts, not with their transcripts. Scripts of the page are in viewer/.
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { AttemptRecord, Transcript } from '../attempt.ts';
import type { AuditFile, Failure } from '../audit.ts';
import { messageOf } from '../errors.ts';
import type { Store } from '../store.ts';
import type { PageAttempt, PageIndex, PageTask, Story } from './page-data.ts';
import { processOf } from './process.ts';
import { PUBLISHED, PUBLISHED_SOURCE } from './published.ts';
import { openStoredRun } from './stored-run.ts';
import { storyOf } from './story.ts';
import { agentNames, type RunToSummarise, type Summary, scoreOf, summariseRuns } from './summary.ts';
import { DATA_MARK, viewerTemplate } from './template.ts';

export interface RunToShow {
  /** Told apart from other runs by this, where two have an agent of the same name. */
  readonly label: string;
  readonly store: Store;
}

export interface PageLimits {
  /** Characters kept of one text, and of all texts of one attempt. */
  readonly text: number;
  readonly attempt: number;
  /** Bytes of transcripts in the page; attempts beyond have their figures only. */
  readonly stories: number;
}

export const PAGE_LIMITS: PageLimits = { text: 20_000, attempt: 200_000, stories: 60e6 };

/** Characters of JSON that are compressed together. */
const CHUNK = 128_000;
/** Of a submission, what its head may be. */
const SUBMISSION = { lines: 10, bytes: 1000 };
const compress = promisify(gzip);

/**
 * Writes the page whole or not at all, and returns the summary in it.
 * @throws UserError when the viewer cannot be built; what the file system throws.
 */
export async function writePage(
  path: string,
  runs: readonly RunToShow[],
  limits: PageLimits = PAGE_LIMITS,
): Promise<Summary> {
  const template = await viewerTemplate();
  const mark = template.indexOf(DATA_MARK);
  const target = resolve(path);
  const temporary = `${target}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  let summary: Summary | undefined;
  const parts = async function* () {
    yield template.slice(0, mark);
    summary = yield* data(runs, limits);
    yield template.slice(mark + DATA_MARK.length);
  };
  await mkdir(dirname(target), { recursive: true });
  try {
    await pipeline(parts, createWriteStream(temporary));
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return summary!;
}

/** Script elements of base64, which can hold nothing that ends them. */
async function* data(runs: readonly RunToShow[], limits: PageLimits): AsyncGenerator<string, Summary> {
  const chunks = chunker(limits.stories);
  const tasks = new Map<string, { index: number; task: { -readonly [Key in keyof PageTask]: PageTask[Key] } }>();
  const attempts: PageAttempt[] = [];
  const agents: { run: RunToShow; agent: string; identity: Readonly<Record<string, unknown>> }[] = [];
  const inputs: RunToSummarise[] = [];
  for (const run of runs) {
    const { settings, scores, audit, failureOf } = await openStoredRun(run.store);
    const first = agents.length;
    for (const [agent, { identity }] of Object.entries(settings?.agents ?? {})) agents.push({ run, agent, identity });
    const places = new Map(agents.slice(first).map(({ agent }, index) => [agent, first + index]));
    const records: AttemptRecord[] = [];
    const failures = new Map<string, Failure | null>();
    for await (const record of run.store.attempts()) {
      const { task: id, dataset, kind } = record;
      if (!places.has(record.agent)) {
        places.set(record.agent, agents.length);
        agents.push({ run, agent: record.agent, identity: {} });
      }
      if (!tasks.has(id)) tasks.set(id, { index: tasks.size, task: { id, dataset, kind, question: null } });
      const { index, task } = tasks.get(id)!;
      const score = scoreOf(record, scores);
      const failure = await failureOf({ ...record, score });
      failures.set(record.key, failure);
      const [question, story] = await tell(run.store, record, { known: task.question, audit, limits });
      task.question ??= question;
      const place = chunks.add(JSON.stringify(story));
      attempts.push({
        ...figures(record),
        agent: places.get(record.agent)!,
        task: index,
        score,
        failure,
        story: place,
      });
      records.push(record);
      yield* chunks.full();
    }
    inputs.push({
      ...{ label: run.label, records, scores, settings, audit },
      failureOf: async ({ key }) => failures.get(key) ?? null,
    });
  }
  yield* chunks.rest();
  const summary = await summariseRuns(inputs);
  const name = agentNames(
    runs.map((run) => ({ label: run.label, agents: agents.filter((of) => of.run === run).map(({ agent }) => agent) })),
  );
  const index: PageIndex = {
    written: new Date().toISOString(),
    summary,
    published: { source: PUBLISHED_SOURCE, models: PUBLISHED },
    agents: agents.map(({ run, agent, identity }) => ({ name: name(run.label, agent), identity })),
    tasks: [...tasks.values()].map(({ task }) => task),
    attempts,
  };
  yield await element('index', JSON.stringify(index));
  return summary;
}

function figures(record: AttemptRecord): Omit<PageAttempt, 'agent' | 'task' | 'score' | 'failure' | 'story'> {
  const { repeat, started, seconds, modelSeconds, sandboxSeconds, ending, detail, turns, calls, usage, cost } = record;
  const told = { repeat, started, seconds, modelSeconds, sandboxSeconds, ending, turns, calls, usage, cost };
  return detail === undefined ? told : { ...told, detail };
}

/** The attempt's story and the question in it. What cannot be read is said in its place. */
async function tell(
  store: Store,
  record: AttemptRecord,
  { known, audit, limits }: { known: string | null; audit: AuditFile | null; limits: PageLimits },
): Promise<[question: string | null, story: Story]> {
  let transcript: Transcript;
  try {
    transcript = await store.transcript(record);
  } catch (error) {
    const notes = [`No transcript could be read: ${messageOf(error)}`];
    return [null, { messages: [], submission: null, process: null, notes }];
  }
  const question = known ?? transcript.messages.find(({ role }) => role === 'user')?.content ?? null;
  const story = storyOf(transcript, question, await headOf(store.submission(record)), limits);
  return [question, { ...story, process: audit && processOf(transcript, story, audit, audit.diagnoses[record.key]) }];
}

/** The first whole lines of a file, or null. */
async function headOf(path: string | null): Promise<string | null> {
  if (path === null) return null;
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SUBMISSION.bytes), 0, SUBMISSION.bytes, 0);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    if (bytesRead < SUBMISSION.bytes && lines.length <= SUBMISSION.lines + 1) return lines.join('\n');
    if (lines.length > 1) lines.pop();
    return [...lines.slice(0, SUBMISSION.lines), '…'].join('\n');
  } finally {
    await file.close();
  }
}

/** Gathers stories into chunks worth compressing, until the page is full. */
function chunker(room: number) {
  let stories: string[] = [];
  let size = 0;
  let written = 0;
  let chunk = 0;
  const flush = async function* () {
    if (stories.length === 0) return;
    const text = await element(`chunk-${chunk}`, `[${stories.join(',')}]`);
    written += text.length;
    chunk += 1;
    stories = [];
    size = 0;
    yield text;
  };
  return {
    add: (story: string): PageAttempt['story'] => {
      if (written >= room) return null;
      size += story.length;
      return [chunk, stories.push(story) - 1];
    },
    full: async function* () {
      if (size >= CHUNK) yield* flush();
    },
    rest: flush,
  };
}

async function element(id: string, json: string): Promise<string> {
  const packed = await compress(json);
  return `<script type="text/plain" id="${id}">${packed.toString('base64')}</script>\n`;
}
