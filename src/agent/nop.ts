/** Does nothing: the floor, and the cheapest way to try a benchmark's loading and recording. */
import type { Agent } from '../agent.ts';
import { say, scriptedModel } from '../model/scripted.ts';

export function nopAgent(): Agent {
  const model = scriptedModel('nop', () => say('I hand in nothing.'));
  return { name: 'nop', identity: { agent: 'nop' }, turns: 1, player: () => model };
}
