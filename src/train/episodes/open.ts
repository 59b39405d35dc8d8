/**
 * All the episodes of a server: many at once, each in order, every step on disk before it is answered. The folder is
 * read again at the start, so that a server that was killed goes on where it was; what can't go on is lost, which is a
 * failure of ours and never a reward of 0.
 */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../../errors.ts';
import { hashOf } from '../../hash.ts';
import type { RunLimits, Sandbox } from '../../sandbox.ts';
import { lockFolder } from '../../store/lock.ts';
import type { Task } from '../../task.ts';
import { PYTHON_EXECUTOR } from '../../tool.ts';
import type { Truths } from '../../truths.ts';
import { type EpisodeCall, EpisodeLost, EpisodeRefusal, type EpisodeScore, type Episodes } from '../episodes.ts';
import { flagsOf } from '../flags.ts';
import { cappedReward, rewardOf } from '../reward.ts';
import { carryOut } from './carry-out.ts';
import type { Floors } from './floors.ts';
import { startJournal } from './journal.ts';
import { answerOf, type Live, liveOf, submissionOf, takeIn, transcriptOf } from './live.ts';
import { restoreAll } from './restore.ts';
import { openWaste } from './waste.ts';

interface Bounds {
  /** Calls that an episode may have. */
  readonly calls: number;
  /** Bytes of saved files that an episode may keep. */
  readonly keptBytes: number;
}

export interface EpisodesOptions {
  /** The server's own, made if needed. */
  readonly folder: string;
  readonly tasks: readonly Task[];
  /** It is the caller's to close, after the episodes. */
  readonly sandbox: Sandbox;
  readonly limits: RunLimits;
  readonly truths: Pick<Truths, 'score'>;
  readonly floors: Floors;
  /** An episode that nobody asks anything of for so long is removed. */
  readonly idleSeconds: number;
  /** Episodes at once, scored ones included. */
  readonly most: number;
  readonly bounds: Bounds;
  /** Seconds of a clock. Default: the machine's, that never goes back. */
  readonly now?: () => number;
  readonly onEvent?: (event: EpisodeEvent) => void;
}

/** For those who count. */
export type EpisodeEvent =
  | { readonly kind: 'opened' | 'scored' | 'closed' | 'expired' | 'lost' | 'failed' }
  /** `own`: seconds that the call took beside those that the sandbox had it. */
  | { readonly kind: 'called'; readonly outcome: string; readonly own: number; readonly sandbox: number };

export const DEFAULT_BOUNDS: Bounds = { calls: 64, keptBytes: 500e6 };

/** @throws UserError when another server has the folder */
export async function openEpisodes(options: EpisodesOptions): Promise<Episodes> {
  const { tasks, sandbox, limits, truths, floors, idleSeconds, most, bounds } = options;
  const { now = () => performance.now() / 1000, onEvent = () => {} } = options;
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const episodes = new Map<string, Live>();
  const keys = new Map<string, Promise<Live>>();
  /** Why those are gone that somebody may still ask for, and since when. */
  const gone = new Map<string, { error: EpisodeLost | EpisodeRefusal; at: number }>();
  const tails = new Map<string, Promise<unknown>>();
  const calls = new Map<string, { digest: string; answer: Promise<string> }>();
  const scorings = new Map<string, Promise<EpisodeScore>>();
  const stops = new Map<string, AbortController>();
  let underWay = 0;
  let opening = 0;

  await mkdir(options.folder, { recursive: true });
  const lock = await lockFolder(options.folder, 'another server', '--state');
  const root = join(options.folder, 'episodes');
  await mkdir(root, { recursive: true });
  const waste = await openWaste(join(options.folder, 'waste'));
  const taskOf = (id: string) => byId.get(id);
  const restored = await restoreAll(root, waste, { environment: sandbox.environment, taskOf, now: now() });
  for (const live of restored.found) {
    episodes.set(live.id, live);
    if (live.key !== undefined) keys.set(live.key, Promise.resolve(live));
  }
  for (const { id, why } of restored.lost) {
    gone.set(id, { error: new EpisodeLost(`Episode ${id} is lost: ${why}.`), at: now() });
    onEvent({ kind: 'lost' });
  }

  const find = (id: string): Live => {
    const live = episodes.get(id);
    if (live === undefined) {
      throw gone.get(id)?.error ?? new EpisodeRefusal('unknown-episode', `There is no episode ${id.slice(0, 80)}.`);
    }
    live.usedAt = now();
    return live;
  };

  /** What one episode is asked is done in order. */
  const inTurn = async <T>(live: Live, work: () => Promise<T>): Promise<T> => {
    live.busy += 1;
    const turn = (tails.get(live.id) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => {});
    tails.set(live.id, settled);
    try {
      return await turn;
    } finally {
      live.busy -= 1;
      live.usedAt = now();
      if (tails.get(live.id) === settled) tails.delete(live.id);
    }
  };

  const taskFor = (name: string | undefined, seed: number): Task => {
    const task =
      name === undefined ? tasks[Number.parseInt(hashOf(seed).slice(0, 12), 16) % tasks.length] : byId.get(name);
    if (task !== undefined) return task;
    throw new EpisodeRefusal(
      'unknown-task',
      `There is no task ${JSON.stringify(name?.slice(0, 200))}. There are ${tasks.length}, such as ${JSON.stringify(tasks[0]?.id)}.`,
    );
  };

  const begin = async (task: Task, seed: number, key: string | undefined): Promise<Live> => {
    if (episodes.size + opening >= most) {
      throw new EpisodeRefusal('full', `${most} episodes are open. Close those that are done with.`);
    }
    opening += 1;
    try {
      const id = randomUUID();
      const journal = await startJournal(join(root, id), {
        kind: 'opened',
        format: 1,
        task: task.id,
        hash: task.hash,
        environment: sandbox.environment,
        seed,
        ...(key === undefined ? {} : { key }),
      });
      const live = liveOf(task, { id, seed, key, journal, usedAt: now() });
      episodes.set(id, live);
      onEvent({ kind: 'opened' });
      return live;
    } finally {
      opening -= 1;
    }
  };

  const open: Episodes['open'] = async ({ task: name, seed = 0, key }) => {
    const task = taskFor(name, seed);
    let beginning = key === undefined ? undefined : keys.get(key);
    if (beginning === undefined) {
      beginning = begin(task, seed, key);
      if (key !== undefined) {
        keys.set(key, beginning);
        beginning.catch(() => keys.delete(key));
      }
    }
    const live = await beginning;
    if (live.task.id !== task.id || live.seed !== seed) {
      throw new EpisodeRefusal('conflict', `The key ${JSON.stringify(key)} is that of another task or seed.`);
    }
    live.usedAt = now();
    const messages = [{ role: 'user', content: task.question }] as const;
    return { id: live.id, task, seed, messages, tools: [PYTHON_EXECUTOR] };
  };

  const perform = async (live: Live, key: string, call: EpisodeCall, digest: string): Promise<string> => {
    const started = performance.now();
    if (live.answered.size >= bounds.calls && !live.owed.has(key)) {
      // Not recorded: however many there are, they take no room.
      live.digests.delete(key);
      return `Error: the code was not run. All ${bounds.calls} calls of this task are used up.`;
    }
    if (!live.owed.has(key)) await note(live, { kind: 'begun', key, digest, named: call.id !== undefined });
    const number = live.numbers++;
    const toolCall = { id: key, name: call.name, arguments: call.arguments };
    const { signal } = stopOf(live.id);
    let done: Awaited<ReturnType<typeof carryOut>>;
    try {
      done = await carryOut(live, toolCall, { number, sandbox, limits, room: bounds.keptBytes - live.bytes, signal });
    } catch (error) {
      onEvent({ kind: 'failed' });
      throw error;
    }
    const { content, record, saved, sandboxSeconds } = done;
    const asked = { name: call.name, arguments: call.arguments };
    const replaced = await note(live, { kind: 'answered', key, number, ...asked, content, record, saved: [...saved] });
    for (const { path } of replaced) waste.take(path);
    const own = Math.max(0, (performance.now() - started) / 1000 - sandboxSeconds);
    onEvent({ kind: 'called', outcome: record.kind, own, sandbox: sandboxSeconds });
    return content;
  };

  /** On disk first. */
  const note = async (live: Live, line: Parameters<typeof takeIn>[1]) => {
    await live.journal.append(line);
    return takeIn(live, line);
  };

  const stopOf = (id: string): AbortController => {
    const stop = stops.get(id) ?? new AbortController();
    stops.set(id, stop);
    return stop;
  };

  const call: Episodes['call'] = async (id, asked) => {
    const live = find(id);
    const digest = hashOf({ name: asked.name, arguments: asked.arguments });
    const key = asked.id === undefined ? keyOfUnnamed(live, digest) : `=${asked.id}`;
    const other = new EpisodeRefusal(
      'conflict',
      `Call ${JSON.stringify(asked.id)} was made before with other content.`,
    );
    const running = calls.get(`${id} ${key}`);
    if (running !== undefined) {
      if (running.digest !== digest) throw other;
      return running.answer;
    }
    if ((live.digests.get(key) ?? digest) !== digest) throw other;
    if (live.answered.has(key)) return answerOf(live, key);
    if (live.score !== null || scorings.has(id)) {
      throw new EpisodeRefusal('scored', 'The episode is scored; there are no more calls.');
    }
    if (asked.id === undefined) live.unnamed = key;
    live.digests.set(key, digest);
    underWay += 1;
    const answer = inTurn(live, () => perform(live, key, asked, digest)).finally(() => {
      underWay -= 1;
      calls.delete(`${id} ${key}`);
    });
    calls.set(`${id} ${key}`, { digest, answer });
    return answer;
  };

  const give = async (live: Live, by: string | undefined): Promise<EpisodeScore> => {
    if (live.score !== null) return live.score;
    if (live.owed.size > 0) {
      throw new InfrastructureError(
        'A call failed for a reason of ours and was not made again, so the episode has no score. Repeat the call, or leave the episode out.',
      );
    }
    const { task } = live;
    const score = await truths.score(task, submissionOf(live));
    const flags = [...flagsOf(await transcriptOf(live), task), ...live.flags];
    const floor = await floors.of(task);
    const reward = rewardOf(score, task.variant);
    const given = {
      reward: flags.length > 0 ? cappedReward(reward, floor) : reward,
      score: score.value,
      exists: score.exists,
      reason: score.reason,
      flags: flags.map(({ name, evidence }) => ({ name, evidence })),
      floor,
    };
    await note(live, { kind: 'scored', ...(by === undefined ? {} : { by }), score: given });
    onEvent({ kind: 'scored' });
    return given;
  };

  const score: Episodes['score'] = async (id, by) => {
    const live = find(id);
    const scoring = scorings.get(id) ?? inTurn(live, () => give(live, by)).finally(() => scorings.delete(id));
    scorings.set(id, scoring);
    const given = await scoring;
    if (by === undefined || live.scoredBy === by) return given;
    return { ...given, reward: cappedReward(given.reward, given.floor), flags: [...given.flags, SCORED_BEFORE] };
  };

  const remove = async (live: Live): Promise<void> => {
    episodes.delete(live.id);
    if (live.key !== undefined) keys.delete(live.key);
    stops.get(live.id)?.abort(new Error('the episode is closed'));
    stops.delete(live.id);
    await tails.get(live.id);
    waste.take(live.journal.folder);
  };

  return {
    tasks,
    open,
    call,
    score,
    state: (id) => {
      const live = find(id);
      const status = live.score === null ? 'open' : 'scored';
      return { id, task: live.task.id, seed: live.seed, status, calls: live.answered.size };
    },
    flag: async (id, flag) => {
      const live = find(id);
      await inTurn(live, async () => {
        const isKnown = live.flags.some(({ name }) => name === flag.name);
        if (live.score === null && !isKnown) await note(live, { kind: 'flagged', flag });
      });
    },
    close: async (id) => {
      gone.delete(id);
      const live = episodes.get(id);
      if (live === undefined) return;
      await remove(live);
      onEvent({ kind: 'closed' });
    },
    expire: async () => {
      const before = now() - idleSeconds;
      for (const [id, { at }] of gone) if (at <= before) gone.delete(id);
      const idle = [...episodes.values()].filter(({ busy, usedAt }) => busy === 0 && usedAt <= before);
      for (const live of idle) {
        const message = `Episode ${live.id} was removed: nothing was asked of it for ${idleSeconds / 60} minutes.`;
        gone.set(live.id, { error: new EpisodeRefusal('expired', message), at: now() });
        await remove(live);
        onEvent({ kind: 'expired' });
      }
      return idle.length;
    },
    counts: () => {
      const scored = [...episodes.values()].filter((live) => live.score !== null).length;
      const lost = [...gone.values()].filter(({ error }) => error instanceof EpisodeLost).length;
      return { open: episodes.size - scored, scored, lost, underWay };
    },
    [Symbol.asyncDispose]: async () => {
      for (const stop of stops.values()) stop.abort(new Error('the server is being stopped'));
      await Promise.all(tails.values());
      await waste.close();
      await lock.release();
    },
  };
}

const SCORED_BEFORE = { name: 'scored-before', evidence: 'the score was asked for by another request before' };

/** The same call as the last that came without an id is that call again: a client that asks twice runs it once. */
function keyOfUnnamed(live: Live, digest: string): string {
  if (live.unnamed !== null && live.digests.get(live.unnamed) === digest) return live.unnamed;
  return `#${[...live.digests.keys()].filter((key) => key.startsWith('#')).length}`;
}
