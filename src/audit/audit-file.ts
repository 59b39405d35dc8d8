/** `audit.json` of a run's folder: written whole by `dare audit run`, read by reports. It is derived, never needed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type AuditFile, INSTRUCTIONS } from '../audit.ts';
import { codeOf, UserError } from '../errors.ts';
import { replaceFile } from '../store/files.ts';

const NAME = 'audit.json';

const INSTRUCTION = z.enum(INSTRUCTIONS);
const SHARE = z.number().min(0).max(1);
const COUNT = z.int().min(0);

const DIAGNOSIS = z.object({
  equal: z.boolean(),
  explainedBy: z.array(z.string()),
  broken: z.array(INSTRUCTION),
  differingRows: SHARE,
  nearest: z.object({ name: z.string(), differingRows: SHARE }).nullable(),
  witness: z
    .object({
      readable: z.boolean(),
      problem: z.string().nullable(),
      steps: z.array(
        z.object({
          instruction: INSTRUCTION,
          stated: z.string(),
          found: z.string(),
          verdict: z.enum(['follows', 'breaks', 'unclear']),
          lines: z.array(z.int().min(1)),
        }),
      ),
    })
    .nullable(),
  disagreement: z.string().nullable(),
});

const AUDIT: z.ZodType<AuditFile> = z.object({
  format: z.literal(1),
  made: z.string(),
  diagnoses: z.record(z.string(), DIAGNOSIS),
  coverage: z.record(
    z.string(),
    z.partialRecord(INSTRUCTION, z.object({ applicable: COUNT, noticed: z.number().min(0), untried: COUNT })),
  ),
  deviations: z.record(z.string(), z.object({ instruction: INSTRUCTION, words: z.string() })),
});

/** What was found in a run; null where nobody looked. @throws UserError when the file is not what it should be. */
export async function readAuditFile(run: string): Promise<AuditFile | null> {
  const path = join(run, NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable(path, `it is not JSON (${(error as Error).message})`);
  }
  const parsed = AUDIT.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path: where, message } = parsed.error.issues[0]!;
  throw unusable(path, `${where.join('.') || 'the whole'}: ${message}`);
}

/** Leaves the old file or the new one, never a part. */
export async function writeAuditFile(run: string, audit: AuditFile): Promise<void> {
  await replaceFile(join(run, NAME), `${JSON.stringify(audit)}\n`);
}

function unusable(path: string, why: string): UserError {
  return new UserError(
    `${path} is not an audit that this version reads: ${why}. ` +
      'It can be made again: delete it and run `dare audit run` on the folder.',
  );
}
