/** Columns and their descriptions from a task's metadata.txt, whose last section has a line for each. */

const HEADING = /^=+ *columns & descriptions *=+$/im;

/** By column's name; of a line without a description, ''. What follows a described column is part of its description. */
export function describedColumns(metadata: string): Record<string, string> {
  const heading = HEADING.exec(metadata);
  if (heading === null) return {};
  const lines = metadata.slice(heading.index + heading[0].length).split(/\r?\n/);
  const columns = lines.flatMap((line): [string, string][] => {
    const at = line.indexOf(': ');
    if (at > 0) return [[line.slice(0, at), line.slice(at + 2)]];
    return line.endsWith(':') ? [[line.slice(0, -1), '']] : [];
  });
  return Object.fromEntries(columns);
}
