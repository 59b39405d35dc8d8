/** A run's folder: recorded whole, once; torn ends are owed. */
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AttemptRecord } from '../../src/attempt.ts';
import { openFolderStore, readFolderStore } from '../../src/store/folder.ts';
import type { Store } from '../../src/store.ts';
import { attempt as record, settings } from '../report/records.ts';

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'dare-store-')), 'run');
});
afterEach(() => rm(join(path, '..'), { recursive: true, force: true }));

const made = (task: string, repeat: number): AttemptRecord =>
  record({ agent: 'provider/a model', task, repeat, key: `${task}#${repeat}` });

async function commit(store: Store, attempt: AttemptRecord, content = 'text'): Promise<void> {
  const draft = await store.begin(attempt);
  await draft.commit(attempt, { messages: [{ role: 'user', content }], calls: [] }, []);
}

async function keys(store: Store): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.attempts()) found.push(key);
  return found;
}

test('many attempts recorded at once are all there, each once, in whole lines', async () => {
  await using store = await openFolderStore(path);
  const attempts = Array.from({ length: 300 }, (_, index) => made('data set, with ünusual name/if', index + 1));
  await Promise.all(attempts.map((attempt) => commit(store, attempt)));
  expect((await keys(store)).toSorted()).toEqual(attempts.map(({ key }) => key).toSorted());
  expect((await store.transcript(attempts[7]!)).messages).toHaveLength(1);
});

test('a torn last line is cut off, and what it was for can be recorded again', async () => {
  {
    await using store = await openFolderStore(path);
    await commit(store, made('d/if', 1));
    await commit(store, made('d/if', 2), 'before');
  }
  const whole = await readFile(join(path, 'attempts.jsonl'), 'utf8');
  const lines = whole.trim().split('\n');
  await rm(join(path, 'attempts.jsonl'));
  await appendFile(join(path, 'attempts.jsonl'), `${lines[0]}\n${lines[1]!.slice(0, 40)}`);
  await using store = await openFolderStore(path);
  expect(await keys(store)).toEqual(['d/if#1']);
  await commit(store, made('d/if', 2), 'after');
  expect(await keys(store)).toEqual(['d/if#1', 'd/if#2']);
  expect((await store.transcript(made('d/if', 2))).messages).toEqual([{ role: 'user', content: 'after' }]);
});

test('a broken line in the middle is named, not passed over', async () => {
  {
    await using store = await openFolderStore(path);
    await store.saveSettings(settings({}));
    await commit(store, made('d/if', 1));
  }
  await appendFile(join(path, 'attempts.jsonl'), '{"key": \n{"key": "x"}\n');
  await expect(keys(await readFolderStore(path))).rejects.toThrow(/attempts\.jsonl, line 2/);
});

test('text with Unicode’s own line ends is read as it was written', async () => {
  const text = 'one\u2028two\u2029three\u0085four\r\nfive';
  await using store = await openFolderStore(path);
  const attempt = record({ ...made('d/if', 1), score: { reason: text } });
  await commit(store, attempt, text);
  await commit(store, made('d/if', 2));
  const found = await Array.fromAsync(store.attempts());
  expect(found.map(({ score }) => score.reason)).toEqual([text, null]);
  expect((await store.transcript(attempt)).messages).toEqual([{ role: 'user', content: text }]);
});

test('agents whose names look alike on disk keep apart', async () => {
  await using store = await openFolderStore(path);
  const names = ['a/b', 'a_b', 'a:b', '../b', '.b', 'ä'];
  for (const agent of names) await commit(store, { ...made('d/if', 1), agent }, agent);
  for (const agent of names) {
    const { messages } = await store.transcript({ ...made('d/if', 1), agent });
    expect(messages).toEqual([{ role: 'user', content: agent }]);
  }
});

test('a second writer is refused, also in the same process, until the first is done', async () => {
  {
    await using _first = await openFolderStore(path);
    await expect(openFolderStore(path)).rejects.toThrow(/being written to by another run/);
  }
  await using _second = await openFolderStore(path);
});
