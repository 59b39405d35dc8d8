/** What the data behind a task measure, counted from the files themselves. Reads whole CSV files: not for the hot path. */
import type { TaskShape } from '../bench.ts';
import type { Task, TaskFile } from '../task.ts';
import { countRows, fileKindOf, outlineOf } from './table.ts';

export async function shapeOf(task: Task): Promise<TaskShape> {
  const { trainFile, validationFile, fileKind } = task.parameters;
  const file = (name: string): TaskFile => task.files.find((one) => one.name === name)!;
  const train = file(trainFile).path;
  const validation = file(validationFile).path;
  const { columns, tables } = await outlineOf(train, fileKind);
  return {
    trainRows: await countRows(train, fileKind),
    validationRows: await countRows(validation, fileKindOf(validationFile)!),
    columns: columns.length,
    tables,
  };
}
