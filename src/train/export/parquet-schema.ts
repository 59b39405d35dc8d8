/** Parquet schemas of nested values: each is its element and all that follow from it, in Parquet's flat order. */
import type { SchemaElement } from 'hyparquet';

type Schema = SchemaElement[];

export function text(name: string): Schema {
  return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' }];
}

export function group(name: string, members: readonly Schema[]): Schema {
  return [{ name, num_children: members.length, repetition_type: 'REQUIRED' }, ...members.flat()];
}

/** @param element named `element`, as readers expect it */
export function list(name: string, element: Schema): Schema {
  return [
    { name, num_children: 1, converted_type: 'LIST', repetition_type: 'REQUIRED' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    ...element,
  ];
}

export function optional([element, ...rest]: Schema): Schema {
  return [{ ...element!, repetition_type: 'OPTIONAL' }, ...rest];
}

/** The schema of a plain value, every list of one form (an empty one of texts). @throws Error for null. */
export function schemaOf(name: string, value: unknown): Schema {
  if (typeof value === 'string') return text(name);
  if (typeof value === 'boolean') return [{ name, type: 'BOOLEAN', repetition_type: 'REQUIRED' }];
  if (typeof value === 'number') return [{ name, type: 'DOUBLE', repetition_type: 'REQUIRED' }];
  if (Array.isArray(value)) return list(name, value.length === 0 ? text('element') : schemaOf('element', value[0]));
  if (value === null || typeof value !== 'object')
    throw new Error(`${name}: ${JSON.stringify(value)} has no column type`);
  return group(
    name,
    Object.entries(value).map(([key, member]) => schemaOf(key, member)),
  );
}
