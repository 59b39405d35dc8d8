/** Gate: a question is good only if the reader finds in its final text exactly what it should state. */

import type { Task } from '../../task.ts';
import { type Rejection, reject } from '../rejection.ts';
import { differencesBetween } from './differences.ts';
import { readQuestion } from './read/read-question.ts';
import { type Statement, statementOfTask } from './statement.ts';

/** Null when all was read back; else the rejection `question-not-read-back`, with the number of differences. */
export function checkQuestion(text: string, stated: Statement): Rejection | null {
  const read = readQuestion(text);
  const differences = 'problem' in read ? [read.problem] : differencesBetween(read, stated);
  if (differences.length === 0) return null;
  const more = differences.length > 3 ? `; and ${differences.length - 3} more` : '';
  return reject(
    'write',
    'question-not-read-back',
    `the ${stated.variant} question does not say what the task is: ${differences.slice(0, 3).join('; ')}${more}`,
    differences.length,
  );
}

/**
 * Of a task as it was packaged: what its question says otherwise than its parameters, one line each. What parameters do
 * not tell (how many tables there are, how the answer is measured) is not looked at.
 */
export function questionDifferences(task: Task): string[] {
  const read = readQuestion(task.question);
  if ('problem' in read) return [read.problem];
  const stated = statementOfTask(task);
  const told = Object.entries(read.tables === 1 ? { ...stated, join: null } : stated).filter(
    ([, value]) => value !== null,
  );
  return differencesBetween(read, { ...read, ...Object.fromEntries(told) });
}
