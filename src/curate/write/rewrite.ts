/**
 * A question in a language model's words, if nothing is lost by it: the rewritten text is read back like any other, and
 * may name and number nothing that the template does not. Else the template stays. Answers are kept in a folder by what
 * was asked, so that a curation that is done again asks nothing again.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { GradedFailure } from '../../errors.ts';
import { hashOf } from '../../hash.ts';
import type { Exchange, Message, Model } from '../../model.ts';
import { replaceFile } from '../../store/files.ts';
import { differencesBetween } from './differences.ts';
import { readQuestion } from './read/read-question.ts';
import type { Statement } from './statement.ts';

export interface RewriteOptions {
  /** What the text must go on to state. */
  readonly stated: Statement;
  /** Folder of answers; made when it is not there. */
  readonly cache: string;
  readonly signal: AbortSignal;
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface Rewrite {
  /** The rewritten text, or the template. */
  readonly text: string;
  /** Why the template stayed; null when it was rewritten. */
  readonly kept: string | null;
}

const TRIES = 2;
const INSTRUCTIONS = `You edit the wording of data-science exercises. Put the exercise you are given in fresh, natural prose, as a colleague would explain it, and change nothing of what it says.
- Every file name, column name and text value keeps its quotation marks, and what is between them, to the character: backticks stay backticks, double quotes stay double quotes.
- Every number stays, lists keep their order, and no step, hint or condition is added or left out.
- Keep a sentence that contains 'time interval of' word for word.
- Answer with the new text alone.`;

const ANSWER = z.object({ text: z.string() });

/**
 * @throws InfrastructureError or FatalProviderError when the model cannot be asked; a model's own refusal, or an answer
 *   that was cut off, leaves the template
 */
export async function rewriteQuestion(template: string, model: Model, options: RewriteOptions): Promise<Rewrite> {
  const messages: Message[] = [
    { role: 'system', content: INSTRUCTIONS },
    { role: 'user', content: template },
  ];
  let kept = '';
  for (let asked = 0; asked < TRIES; asked += 1) {
    const text = await answerOf(messages, model, options);
    if (text === null) return { text: template, kept: 'the model gave no whole answer' };
    const losses = lossesOf(text, template, options.stated);
    if (losses.length === 0) return { text, kept: null };
    kept = losses.slice(0, 3).join('; ');
    messages.push(
      { role: 'assistant', content: text, toolCalls: [] },
      { role: 'user', content: `This does not say the same: ${losses.join('; ')}. Write the whole text again.` },
    );
  }
  return { text: template, kept };
}

async function answerOf(messages: readonly Message[], model: Model, options: RewriteOptions): Promise<string | null> {
  const path = join(options.cache, `${hashOf({ model: model.name, messages })}.json`);
  const known = await knownAnswer(path);
  if (known !== null) return known;
  const { signal, onExchange = () => {} } = options;
  try {
    const { message, finish } = await model.reply({ messages, tools: [], signal, onExchange });
    if (finish !== 'stop') return null;
    const text = message.content.trim();
    await mkdir(options.cache, { recursive: true });
    await replaceFile(path, JSON.stringify({ text }));
    return text;
  } catch (error) {
    if (error instanceof GradedFailure) return null;
    throw error;
  }
}

async function knownAnswer(path: string): Promise<string | null> {
  try {
    return ANSWER.parse(JSON.parse(await readFile(path, 'utf8'))).text;
  } catch {
    return null; // not asked yet, or not written whole: it is asked again
  }
}

const QUOTED = /`[^`\n]+`|"(?:[^"\\\n]|\\.)*"/g;
const NUMBER = /(?<![\w.])\d[\d.,]*\d|(?<![\w.])\d/g;
const RESAMPLING = /time interval of '[^']*'[^.]*?method '\w+'/;
/** Steps that no template asks for. */
const EXTRA =
  /\b(?:duplicates?|outliers?|cross-?valid\w*|grid search|hyper-?parameters?|tun(?:e|ing)|stratif\w+|oversampl\w+|balanced|class_weight|max_iter|early stopping|log(?:arithm|-transform)\w*|clip\w*|drop=)/giu;

/** What a rewritten text says otherwise, leaves out or adds. */
function lossesOf(text: string, template: string, stated: Statement): string[] {
  const read = readQuestion(text);
  const differences = 'problem' in read ? [read.problem] : differencesBetween(read, stated);
  const resampling = RESAMPLING.exec(template)?.[0];
  return [
    ...differences,
    ...added(text, template, QUOTED).map((found) => `${found} is new`),
    ...added(text.replace(QUOTED, ''), template.replace(QUOTED, ''), NUMBER).map(
      (found) => `the number ${found} is new`,
    ),
    ...added(text.replace(QUOTED, ''), template, EXTRA).map((found) => `“${found}” is new`),
    ...(resampling === undefined || text.includes(resampling) ? [] : [`“${resampling}” is to be kept`]),
  ];
}

function added(text: string, template: string, pattern: RegExp): string[] {
  const known = new Set(template.match(pattern));
  return [...new Set(text.match(pattern))].filter((found) => !known.has(found));
}
