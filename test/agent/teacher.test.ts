/** The teacher: the same lesson every time, others for other repeats, and one that runs for real. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { choicesFor } from '../../src/agent/choices.ts';
import { mistakesIn } from '../../src/agent/mistakes.ts';
import { renameVariables } from '../../src/agent/rename.ts';
import { teacherAgent } from '../../src/agent/teacher.ts';
import { openBenchmark } from '../../src/bench/published.ts';
import type { Message } from '../../src/model.ts';
import { planOf, render } from '../../src/reference.ts';
import { readFolderStore } from '../../src/store/folder.ts';
import type { Task } from '../../src/task.ts';
import { readObservation } from '../../src/tool.ts';
import { flagsOf } from '../../src/train/flags.ts';
import { areNearCopies, shinglesOf } from '../../src/train/near-copies.ts';
import { rowMessages } from '../../src/train/row.ts';
import { dare, EXAMPLES } from '../e2e/harness.ts';

const { tasks } = await openBenchmark(EXAMPLES);

/** All that the teacher says as long as nothing is saved. */
async function lesson(task: Task, repeat: number): Promise<Message[]> {
  const model = await teacherAgent().player(task, repeat);
  const messages: Message[] = [{ role: 'user', content: task.question }];
  for (let turn = 0; turn < 12; turn += 1) {
    const { message } = await model.reply({
      messages,
      tools: [],
      signal: new AbortController().signal,
      onExchange: () => {},
    });
    messages.push(message);
    const [call] = message.toolCalls;
    if (!call) break;
    messages.push({ role: 'tool', callId: call.id, name: call.name, content: 'Error' });
  }
  return messages;
}

it('gives the same lesson for the same repeat, and different ones for different repeats', async () => {
  for (const task of tasks) {
    const lessons = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((repeat) => lesson(task, repeat)));
    expect(await lesson(task, 3)).toEqual(lessons[2]);
    expect(new Set(lessons.map((one) => JSON.stringify(one))).size).toBe(8);
    expect(lessons.every((one) => one.length <= 2 * teacherAgent().turns + 2)).toBe(true);
  }
});

describe('mistakes', () => {
  const code = render(planOf(tasks.find(({ id }) => id === 'palmer_penguins_class/if')!, 'filtered'));
  it('there are several, and each changes something', () => {
    const mistakes = mistakesIn(code, ['prediction.csv']);
    expect(mistakes.length).toBe(5);
    for (const mistake of mistakes) expect([code, undefined].indexOf(mistake.code) === 0).toBe(false);
  });
});

describe('renaming', () => {
  it.each([
    [
      'names, not attributes, keyword arguments, comments or texts',
      'train = f(x.train, train=train, "train")  # train\n',
      'rows = f(x.train, train=rows, "train")  # train\n',
    ],
    ['comparisons inside brackets', 'f(train == 1, [train])', 'f(rows == 1, [rows])'],
    ['assignments after brackets', '(a)\ntrain = {"train": train}', '(a)\nrows = {"train": rows}'],
  ])('changes %s', (_, code, renamed) => {
    expect(renameVariables(code, { train: 'rows' })).toBe(renamed);
  });

  it('does not take a name that is there already', () => {
    expect(renameVariables('train = rows', { train: 'rows' })).toBe('train = rows');
  });
});

it('draws evenly enough, and the same again', () => {
  const draw = (seed: string) =>
    Array.from(
      { length: 1000 },
      (
        (choices) => () =>
          choices.chance(0.3)
      )(choicesFor(seed)),
    );
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
  expect(draw('a').filter(Boolean).length).toBeGreaterThan(250);
  expect(draw('a').filter(Boolean).length).toBeLessThan(350);
});

describe('for real', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dare-teacher-'));
  afterAll(() => rm(folder, { recursive: true }));

  it('solves an IF task every time, meets errors and mends them, and leaves rows to train on', async () => {
    const run = join(folder, 'run');
    const words = [
      'eval',
      '--bench',
      EXAMPLES,
      '--agent',
      'teacher',
      '--task',
      'palmer_penguins_class/if',
      '--runs',
      '4',
      '--out',
      run,
    ];
    const { code, stderr } = await dare(words).ended;
    expect(code, stderr).toBe(0);
    const store = await readFolderStore(run);
    const task = tasks.find(({ id }) => id === 'palmer_penguins_class/if')!;
    const seen = { errors: 0, looks: 0, different: 0 };
    const all: ReturnType<typeof shinglesOf>[] = [];
    for await (const record of store.attempts()) {
      expect(record.score.value).toBe(1);
      expect(record.ending).toBe('finished');
      const transcript = await store.transcript(record);
      expect(flagsOf(transcript, task)).toEqual([]);
      expect(rowMessages(transcript)).not.toBeNull();
      const results = transcript.messages.flatMap((one) =>
        one.role === 'tool' ? (readObservation(one.content) ?? []) : [],
      );
      seen.errors += results.filter(({ return_code }) => return_code !== 0).length;
      seen.looks += results.filter(({ return_code, stdout }) => return_code === 0 && stdout.length > 200).length;
      const shingles = shinglesOf(transcript);
      if (all.every((other) => !areNearCopies(other, shingles))) seen.different += 1;
      all.push(shingles);
    }
    expect(all).toHaveLength(4);
    expect(seen.errors).toBeGreaterThan(0);
    expect(seen.looks).toBeGreaterThan(1);
    expect(seen.different).toBeGreaterThan(1);
  });
});
