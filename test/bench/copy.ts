/** The example benchmark, copied to a folder of the test's own, to be broken there. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const EXAMPLE = join(import.meta.dirname, '../../examples/bench');

export const PENGUINS = 'palmer_penguins_class';
export const CANCER = 'wisconsin_breast-cancer_class';
export const ELECTION = 'anes_presidential-vote-1996_class';
export const WEATHER = 'noaa_weather-two-cities_ts';
export const QUAKES = 'usgs-california_earthquakes_ts';

export interface Copy {
  readonly path: string;
  file(dataset: string, name: string): string;
  edit(path: string, change: (text: string) => string): Promise<void>;
  /** Changes the dataset's entry in the question list. */
  editEntry(dataset: string, change: (entry: Record<string, unknown>) => void): Promise<void>;
  /** Changes the `question` of the dataset's all_metadata.json. */
  editQuestion(dataset: string, change: (question: Record<string, unknown>) => void): Promise<void>;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dare-bench-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function copyExample(): Promise<Copy> {
  const path = join(await temporaryFolder(), 'bench');
  await cp(EXAMPLE, path, { recursive: true });
  const edit: Copy['edit'] = async (file, change) => writeFile(file, change(await readFile(file, 'utf8')));
  const file: Copy['file'] = (dataset, name) => join(path, 'databases', dataset, name);
  return {
    path,
    file,
    edit,
    editEntry: (dataset, change) =>
      edit(join(path, 'question_list.json'), (text) => {
        const list = JSON.parse(text) as Record<string, unknown>[];
        change(list.find((entry) => entry.file_path === dataset)!);
        return JSON.stringify(list);
      }),
    editQuestion: (dataset, change) =>
      edit(file(dataset, 'verify/all_metadata.json'), (text) => {
        const metadata = JSON.parse(text) as { question: Record<string, unknown> };
        change(metadata.question);
        return JSON.stringify(metadata);
      }),
  };
}
