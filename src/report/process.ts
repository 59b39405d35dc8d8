/** What an audit found of one attempt, as the page shows it beside the attempt's story. */
import type { Transcript } from '../attempt.ts';
import { submittedCode } from '../audit/submitted-code.ts';
import type { AuditFile, Diagnosis } from '../audit.ts';
import type { Story, StoryProcess } from './page-data.ts';

/** null without a diagnosis. */
export function processOf(
  transcript: Transcript,
  { messages }: Pick<Story, 'messages'>,
  { deviations }: Pick<AuditFile, 'deviations'>,
  diagnosis: Diagnosis | undefined,
): StoryProcess | null {
  if (diagnosis === undefined) return null;
  const submitted = submittedCode(transcript);
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? message.calls : []));
  const whole = submitted !== null && calls[submitted.call]?.code === submitted.code;
  const names = [...diagnosis.explainedBy, ...(diagnosis.nearest ? [diagnosis.nearest.name] : [])];
  return {
    diagnosis,
    words: Object.fromEntries(names.map((name) => [name, wordsOf(name, deviations)])),
    call: whole ? submitted.call : null,
  };
}

/** Of `filter-none`, of one of several ways (`features-left-out:age`), of a pair (`filter-none+seed-42`). */
function wordsOf(name: string, deviations: AuditFile['deviations']): string {
  const parts = name.split('+').map((part) => {
    const [kind = '', way] = part.split(':');
    const known = deviations[part]?.words ?? deviations[kind]?.words;
    if (known === undefined) return part;
    return way === undefined || deviations[part] ? known : `${known} (${way})`;
  });
  return parts.join(' and ');
}
