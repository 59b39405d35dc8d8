/**
 * One question to a language model, answered as JSON: checked by a schema and against the data, asked once more with
 * the error told, given up then. Each answer is kept on disk by the model's name and all that was said, so that a run
 * that is repeated or resumed asks nothing again; the file is the record of what was asked, answered and paid.
 *
 * It does not keep failures of a provider: they are thrown, and the question is owed again.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, GradedFailure } from '../../errors.ts';
import { hashOf } from '../../hash.ts';
import type { Message, Model } from '../../model.ts';
import { replaceFile } from '../../store/files.ts';

export interface Question<T> {
  readonly words: string;
  readonly schema: z.ZodType<T>;
  /** What is wrong with an answer of the right form, in words for the model; null when nothing is. */
  readonly wrong: (answer: T) => string | null;
}

export type Answered<T> = { readonly answer: T } | { readonly failed: string };

const RECORD = z.object({
  format: z.literal(1),
  model: z.string(),
  messages: z.array(z.unknown()),
  /** Null: the model refused, or had no room left. */
  reply: z.string().nullable(),
  /** Why there is no whole reply. */
  ending: z.string().nullable(),
  usage: z.object({ input: z.number(), output: z.number() }).nullable(),
  cost: z.number().nullable(),
});
type Reply = z.infer<typeof RECORD>;

const TRIES = 2;

export interface Asking {
  readonly model: Model;
  /** Folder of answers; made when there is none. */
  readonly cache: string;
  readonly signal: AbortSignal;
}

/** @throws InfrastructureError, FatalProviderError as the model does */
export async function ask<T>(asking: Asking, { words, schema, wrong }: Question<T>): Promise<Answered<T>> {
  const messages: Message[] = [{ role: 'user', content: words }];
  let failed = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { reply, ending } = await replyTo(asking, messages);
    if (reply === null) return { failed: ending ?? 'it gave no answer' };
    const read = readAnswer(reply, schema);
    const error = 'error' in read ? read.error : wrong(read.answer);
    if (error === null && 'answer' in read) return { answer: read.answer };
    failed = ending === null ? error! : `${error} (${ending})`;
    messages.push(
      { role: 'assistant', content: reply, toolCalls: [] },
      { role: 'user', content: `That cannot be used: ${failed}. Answer again, with the corrected JSON object alone.` },
    );
  }
  return { failed };
}

async function replyTo({ model, cache, signal }: Asking, messages: readonly Message[]): Promise<Reply> {
  const path = join(cache, `${hashOf({ model: model.name, messages })}.json`);
  const known = await readRecord(path);
  if (known !== null) return known;
  const reply = await newReply(model, messages, signal);
  await mkdir(cache, { recursive: true });
  await replaceFile(path, `${JSON.stringify(reply)}\n`);
  return reply;
}

async function newReply(model: Model, messages: readonly Message[], signal: AbortSignal): Promise<Reply> {
  const record = { format: 1 as const, model: model.name, messages: [...messages] };
  try {
    const { message, finish, usage, cost } = await model.reply({ messages, tools: [], signal, onExchange: () => {} });
    const ending = { length: 'its length ended it', filtered: 'the provider held it back' }[finish as string] ?? null;
    const { input, output } = usage;
    return { ...record, reply: message.content, ending, usage: { input, output }, cost };
  } catch (error) {
    if (!(error instanceof GradedFailure)) throw error;
    return { ...record, reply: null, ending: error.message, usage: null, cost: null };
  }
}

/** Null for a file that is not there, torn, or of another version: the question is asked again. */
async function readRecord(path: string): Promise<Reply | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const json = parsed(text);
  return json === undefined ? null : (RECORD.safeParse(json.value).data ?? null);
}

/** The JSON object in a reply: the whole of it, or what stands between the first and the last brace. */
function readAnswer<T>(reply: string, schema: z.ZodType<T>): { readonly answer: T } | { readonly error: string } {
  const json = parsed(reply) ?? parsed(reply.slice(reply.indexOf('{'), reply.lastIndexOf('}') + 1));
  if (json === undefined) return { error: 'it is not JSON' };
  const checked = schema.safeParse(json.value);
  if (checked.success) return { answer: checked.data };
  const { path, message } = checked.error.issues[0]!;
  return { error: `${path.length === 0 ? 'the object' : path.join('.')}: ${message}` };
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
