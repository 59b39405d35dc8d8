/** Renames variables of a Python script, so that one script reads like several people's. */

/** Comments and texts, which are left alone, or a name with what stands around it. */
const PART =
  /#[^\n]*|[rRbBuUfF]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<before>\.?)(?<name>[\p{L}_][\p{L}\p{N}_]*)(?<after> ?=(?!=))?|[()[\]{}]/gsu;

/**
 * @param names old to new; a new name that the script has already is not taken. Attributes and keyword arguments keep
 *   theirs. Names inside f-texts are not seen: do not rename such.
 */
export function renameVariables(code: string, names: Readonly<Record<string, string>>): string {
  const used = new Set(code.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  const free = new Map(Object.entries(names).filter(([, name]) => !used.has(name)));
  let depth = 0;
  return code.replace(PART, (part: string, ...rest: unknown[]) => {
    const { before, name, after } = rest.at(-1) as Partial<Record<string, string>>;
    if ('([{'.includes(part)) depth += 1;
    else if (')]}'.includes(part)) depth -= 1;
    const other = name === undefined ? undefined : free.get(name);
    if (other === undefined || before !== '' || (depth > 0 && after !== undefined)) return part;
    return `${other}${after ?? ''}`;
  });
}
