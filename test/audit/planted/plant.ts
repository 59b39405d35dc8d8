/**
 * What is planted in a benchmark: for each task faithful scripts in some styles, and scripts that break one stated
 * instruction, or two. The same seed plants the same.
 */

import type { Agent } from '../../../src/agent.ts';
import type { Instruction } from '../../../src/audit.ts';
import { hashOf } from '../../../src/hash.ts';
import { say, scriptedModel } from '../../../src/model/scripted.ts';
import type { Task } from '../../../src/task.ts';
import { PYTHON_EXECUTOR } from '../../../src/tool.ts';
import { type Chance, chance } from './chance.ts';
import type { Facts } from './facts.ts';
import { QUIRKS, SLIPS, type Slip } from './slips.ts';
import { STYLES } from './styles.ts';
import { type Call, faithful, type Style, type Work } from './work.ts';

export interface Planted {
  readonly task: Task;
  /** The agent's name. */
  readonly style: string;
  /** 1-based, among this style's scripts for the task; the attempt's repeat number. */
  readonly number: number;
  /** What was done wrong: nothing, one thing or two. */
  readonly slips: readonly Pick<Slip, 'name' | 'instruction' | 'listed'>[];
  /** What was done in a way that the question leaves open. */
  readonly quirk: string | null;
  readonly calls: readonly Call[];
}

export interface Amounts {
  /** How many styles write each task. */
  readonly styles: number;
  /** Scripts with one broken instruction, of each task. */
  readonly singles: number;
  /** With two. */
  readonly pairs: number;
}

type Draft = Omit<Planted, 'number'>;

export function plant(task: Task, facts: Facts, amounts: Amounts, seed: number): Planted[] {
  const random = chance(seed, task.id);
  const right = faithful(task, facts);
  const styles = random
    .shuffle(STYLES)
    .filter((style) => style.writes(right))
    .slice(0, amounts.styles);
  const draft = (style: Style, work: Work, slips: readonly Slip[], quirk: string | null = null): Draft => {
    const named = slips.map(({ name, instruction, listed }) => ({ name, instruction, listed }));
    const own = chance(seed, task.id, style.name, ...named.map(({ name }) => name));
    return { task, style: style.name, slips: named, quirk, calls: style.write(work, own) };
  };
  const writer = (work: Work): Style | undefined => random.shuffle(styles).find((style) => style.writes(work));

  const drafts: Draft[] = styles.map((style) => draft(style, right, []));
  const wrong = SLIPS.flatMap((slip): { slip: Slip; work: Work; style: Style }[] => {
    const work = slip.make(right, facts, random);
    const style = work === null ? undefined : writer(work);
    return work === null || style === undefined ? [] : [{ slip, work, style }];
  });
  for (const { slip, work, style } of spread(wrong, random).slice(0, amounts.singles)) {
    drafts.push(draft(style, work, [slip]));
  }
  drafts.push(
    ...pairsOf(right, facts, random, amounts.pairs).flatMap(({ slips, work }) => {
      const style = writer(work);
      return style === undefined ? [] : [draft(style, work, slips)];
    }),
  );
  for (const { name, make } of QUIRKS) {
    const work = make(right);
    const style = work === null ? undefined : writer(work);
    if (work !== null && style !== undefined) drafts.push(draft(style, work, [], name));
  }
  const counts = new Map<string, number>();
  return drafts.map((one) => {
    const number = 1 + (counts.get(one.style) ?? 0);
    counts.set(one.style, number);
    return { ...one, number };
  });
}

/** In random order, but one of each instruction before a second of any. */
function spread<T extends { readonly slip: Slip }>(all: readonly T[], random: Chance): T[] {
  const seen = new Map<Instruction, number>();
  return random
    .shuffle(all)
    .map((one) => {
      const rank = seen.get(one.slip.instruction) ?? 0;
      seen.set(one.slip.instruction, rank + 1);
      return { one, rank };
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

/** Two slips of different instructions, the second made in the work of the first. */
function pairsOf(right: Work, facts: Facts, random: Chance, count: number) {
  const found: { slips: [Slip, Slip]; work: Work }[] = [];
  for (let tries = 0; found.length < count && tries < 20 * count; tries++) {
    const [first, second] = random.shuffle(SLIPS) as [Slip, Slip];
    if (first.instruction === second.instruction) continue;
    const once = first.make(right, facts, random);
    const work = once && second.make(once, facts, random);
    if (work) found.push({ slips: [first, second], work });
  }
  return found;
}

/** The agents that play what was planted: one a style, a repeat a script. */
export function plantedAgents(planted: readonly Planted[]): Agent[] {
  const byStyle = Map.groupBy(planted, ({ style }) => style);
  return Array.from(byStyle, ([style, scripts]): Agent => {
    const known = new Map(scripts.map((one) => [`${one.task.id}#${one.number}`, one]));
    return {
      name: style,
      identity: {
        agent: 'planted',
        scripts: hashOf(scripts.map(({ task, number, calls }) => [task.id, number, calls])),
      },
      turns: 5,
      plays: (task, repeat) => known.has(`${task.id}#${repeat}`),
      player: (task, repeat) => {
        const { calls } = known.get(`${task.id}#${repeat}`)!;
        return scriptedModel(style, (_, turn) => {
          const call = calls[turn - 1];
          if (call === undefined) return say('The predictions are saved.');
          const { code, load, save } = call;
          return say(call.say, {
            name: PYTHON_EXECUTOR.name,
            arguments: { code, files_to_load: load, files_to_save: save },
          });
        });
      },
    };
  });
}
