/** A real run folder with what a test gives; transcripts have a plain default. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptRecord, Transcript } from '../../src/attempt.ts';
import { openFolderStore } from '../../src/store/folder.ts';
import type { RunSettings } from '../../src/store.ts';
import { settings } from './records.ts';

export interface StoredAttempt {
  readonly record: AttemptRecord;
  readonly transcript?: Transcript;
  readonly submission?: string;
}

export async function writeRun(path: string, attempts: readonly StoredAttempt[], given?: RunSettings): Promise<void> {
  await using store = await openFolderStore(path);
  await store.saveSettings(given ?? settings({}));
  for (const { record, transcript = conversation(), submission = 'row_id,y\n1,2\n' } of attempts) {
    const draft = await store.begin(record);
    if (record.score.exists) {
      await mkdir(join(draft.folder, 'files'));
      await writeFile(join(draft.folder, 'files', 'prediction.csv'), submission);
    }
    await draft.commit(record, transcript, []);
  }
}

/** A question, one call of code and its result, and a last word. */
export function conversation({
  question = 'Predict y.',
  code = 'import pandas\nprint(1)\n',
  stdout = '1\n',
  stderr = '',
  last = 'Done.',
  reasoning = 'Think first.',
} = {}): Transcript {
  const run = { code, files_to_load: ['train.csv'], files_to_save: ['prediction.csv'] };
  const observation = { status: 'finished', return_code: 0, stdout, stderr, files_saved: ['prediction.csv'] };
  return {
    messages: [
      { role: 'user', content: question },
      {
        role: 'assistant',
        content: 'First I look.',
        reasoning,
        toolCalls: [{ id: 'c', name: 'python_executor', arguments: JSON.stringify(run) }],
      },
      { role: 'tool', callId: 'c', name: 'python_executor', content: JSON.stringify(observation) },
      { role: 'assistant', content: last, toolCalls: [] },
    ],
    calls: [{ callId: 'c', kind: 'finished', returnCode: 0, seconds: 1.5, load: [], save: [], missing: [] }],
  };
}
