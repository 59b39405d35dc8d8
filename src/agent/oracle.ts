/**
 * Hands in the right answer from outside the sandbox, to prove the scoring path: it must get 100 on everything. Where
 * the answer comes from is given to it; it knows nothing of answer keys.
 */
import type { Agent } from '../agent.ts';
import { say, scriptedModel } from '../model/scripted.ts';
import type { Task } from '../task.ts';

export function oracleAgent(answer: (task: Task) => Promise<Uint8Array>): Agent {
  const model = scriptedModel('oracle', () => say('The submission was handed in from outside the sandbox.'));
  return {
    name: 'oracle',
    note: 'hands in the reference solution’s output (IF) or the truth itself: it proves the scoring, nothing else',
    identity: { agent: 'oracle' },
    turns: 1,
    player: () => model,
    handIn: answer,
  };
}
