/**
 * Names of columns as every stage after this one may use them: trimmed, on one line, none empty, none twice.
 *
 * @returns as many names as were given, in their order. An empty one becomes `column_N` (N from 1); of equal ones the
 * second becomes `name_2`, unless something has that name already.
 */
export function uniqueNames(names: readonly string[]): string[] {
  const clean = names.map((name, at) => name.replace(/[\s\p{Cc}]+/gu, ' ').trim() || `column_${at + 1}`);
  const given = new Set(clean);
  const taken = new Set<string>();
  return clean.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number += 1) {
      const candidate = `${name}_${number}`;
      if (!given.has(candidate)) unique = candidate;
    }
    taken.add(unique);
    return unique;
  });
}
