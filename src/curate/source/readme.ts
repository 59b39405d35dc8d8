/**
 * What a person wrote beside the data: a README or description for its words, a licence file for its terms. A README may
 * begin with YAML between lines of dashes (licence, tags, a better name), as dataset cards do.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { LicenceWords } from './description.ts';

export const README = /^(?:readme|description|about)(?:\.(?:md|txt|rst))?$/i;
export const LICENCE_FILE = /^(?:licen[sc]e|copying|unlicense)(?:[.-][\w.-]*)?$/i;

export interface Readme {
  readonly title: string;
  readonly description: string;
  readonly licences: readonly LicenceWords[];
  readonly tags: readonly string[];
}

const text = z.string().nullish().catch(null);
const card = z.object({
  license: z.union([text, z.array(z.string())]).catch(null),
  pretty_name: text,
  tags: z.array(z.string()).nullish().catch(null),
});

export function readReadme(path: string): Readme {
  const whole = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const [front, yaml] = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(whole) ?? [''];
  const found = yaml === undefined ? undefined : card.safeParse(parsed(yaml)).data;
  const description = whole.slice(front.length).trim();
  const [, heading] = /^#{1,2}\s+(.+?)\s*#*\s*$/m.exec(description) ?? [];
  return {
    title: found?.pretty_name ?? heading ?? '',
    description,
    licences: [found?.license ?? []].flat().map((name) => ({ names: [name], url: null })),
    tags: found?.tags ?? [],
  };
}

function parsed(yaml: string): unknown {
  try {
    return parse(yaml);
  } catch {
    return null;
  }
}
