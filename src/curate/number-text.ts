/** A number as files hold it: the shortest text that reads back as the same double, as Python writes it. */

/** @param whole of a column of whole numbers: 3; in any other column the same number is 3.0. */
export function numberText(value: number, whole: boolean): string {
  const text = Object.is(value, -0) && !whole ? '-0' : String(value);
  return !whole && /^-?\d+$/.test(text) ? `${text}.0` : text;
}
