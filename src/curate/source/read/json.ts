/**
 * JSON records into a frame: a list of objects, an object that holds one such list, or one object a line. Columns are
 * in the order in which they first appear; a record without one has a missing value there.
 */
import { parseLenientJson } from '../../../bench/lenient-json.ts';
import { messageOf } from '../../../errors.ts';
import type { Frame } from '../../frame.ts';
import { frameOfRows } from './records.ts';
import { Unreadable } from './unreadable.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

/** @throws Unreadable */
export function readJson(bytes: Uint8Array): Frame {
  const text = new TextDecoder().decode(bytes);
  const records = recordsOf(parse(text));
  const places = new Map<string, number>();
  const rows = records.map((record) => {
    const row: unknown[] = [];
    for (const [name, value] of Object.entries(record)) {
      let at = places.get(name);
      if (at === undefined) {
        at = places.size;
        places.set(name, at);
      }
      row[at] = value;
    }
    return row;
  });
  return frameOfRows([...places.keys()], rows);
}

function parse(text: string): unknown {
  try {
    return parseLenientJson(text);
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length > 1) return lines.map(parseLenientJson);
    } catch {
      // Neither one document nor one a line: the first error is the one to tell.
    }
    throw new Unreadable(`is not valid JSON: ${messageOf(error)}`);
  }
}

function recordsOf(document: unknown): readonly JsonRecord[] {
  if (isRecords(document)) return document;
  if (isRecord(document)) {
    const lists = Object.values(document).filter(isRecords);
    if (lists.length === 1 && !Array.isArray((document as { features?: unknown }).features)) return lists[0]!;
  }
  throw new Unreadable('is not a table: expected a list of records, or an object that holds one', 'table-nested');
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecords(value: unknown): value is readonly JsonRecord[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}
