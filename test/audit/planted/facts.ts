/** What somebody sees who looks at a task's files before writing: tables, columns, types, what is missing. */
import { tmpdir } from 'node:os';
import { z } from 'zod';
import type { RunLimits, Sandbox } from '../../../src/sandbox.ts';
import type { Task } from '../../../src/task.ts';

export interface Facts {
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly validationTable: string;
  /** Columns of the file to predict, without row_id, in its order. */
  readonly validationColumns: readonly string[];
  /** Of the training file, in its order. */
  readonly fileOrder: readonly string[];
  /** Training rows, the bad ones among them. */
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnFacts>>;
}

interface ColumnFacts {
  /** Read as text (or as a mixture), where numbers would be read as numbers. */
  readonly textual: boolean;
  /** Among the rows that the filter keeps. */
  readonly missing: number;
  readonly distinct: number;
  /** Among all training rows: bad ones bring many new words. */
  readonly allDistinct: number;
}

const FACTS = z.object({
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  validationTable: z.string(),
  validationColumns: z.array(z.string()),
  fileOrder: z.array(z.string()),
  rows: z.number(),
  columns: z.record(
    z.string(),
    z.object({ textual: z.boolean(), missing: z.number(), distinct: z.number(), allDistinct: z.number() }),
  ),
});

/** A program that prints the facts of the files in its folder. */
export function factsProgram(task: Task): string {
  const { fileKind, trainFile, validationFile, workflow } = task.parameters;
  const given = JSON.stringify({ fileKind, trainFile, validationFile, ranges: workflow!.ranges });
  return `
import json, sqlite3
import pandas as pd

given = json.loads(${JSON.stringify(given)})

def read(path):
    if given["fileKind"] == "csv":
        return {"": pd.read_csv(path, keep_default_na=False, na_values=[""])}
    if given["fileKind"] == "parquet":
        return {"": pd.read_parquet(path)}
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    return {name: pd.read_sql_query('SELECT * FROM "' + name.replace('"', '""') + '"', connection) for name in names}

tables, validation = read(given["trainFile"]), read(given["validationFile"])
train = None
for table in tables.values():
    train = table if train is None else train.merge(table, on="row_id")
kept = train
for column, limits in given["ranges"].items():
    if limits["kind"] == "numeric":
        fits = pd.to_numeric(kept[column], errors="coerce").between(limits["low"], limits["high"])
    else:
        values = [form for value in limits["values"] for form in (value, str(value), str(int(value)) if isinstance(value, bool) else str(value) + ".0")]
        fits = kept[column].isin(values)
    kept = kept[kept[column].isna() | fits]
print(json.dumps({
    "tables": [{"name": name, "columns": list(table)} for name, table in tables.items()],
    "validationTable": list(validation)[0],
    "validationColumns": [column for column in list(validation.values())[0] if column != "row_id"],
    "fileOrder": [column for column in train if column != "row_id"],
    "rows": len(train),
    "columns": {column: {
        "textual": train[column].dtype.kind not in "iufb",
        "missing": int(kept[column].isna().sum()),
        "distinct": int(kept[column].nunique()),
        "allDistinct": int(train[column].nunique()),
    } for column in train},
}))
`;
}

export const parseFacts = (printed: string): Facts => FACTS.parse(JSON.parse(printed));

export async function factsOf(task: Task, sandbox: Sandbox, limits: RunLimits): Promise<Facts> {
  const { trainFile, validationFile } = task.parameters;
  const files = task.files.filter(({ name }) => name === trainFile || name === validationFile);
  const outcome = await sandbox.run({ code: factsProgram(task), files, outputs: [], outputFolder: tmpdir(), limits });
  if (outcome.kind === 'failed') throw new Error(`${task.id}: ${outcome.reason}`);
  if (outcome.kind !== 'finished' || outcome.returnCode !== 0) throw new Error(`${task.id}: ${outcome.stderr.text}`);
  return parseFacts(outcome.stdout.text);
}
