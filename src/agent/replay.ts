/** Plays recorded attempts again: the same replies, the calls run anew. */
import type { Agent } from '../agent.ts';
import type { AttemptRecord } from '../attempt.ts';
import { UserError } from '../errors.ts';
import { scriptedModel } from '../model/scripted.ts';
import type { AssistantMessage } from '../model.ts';
import type { Store } from '../store.ts';

/**
 * @param only the agent to replay, where the run has several.
 * @throws UserError when the run has no such agent, or several and none was named.
 */
export async function replayAgent(store: Store, only?: string): Promise<Agent> {
  const settings = await store.settings();
  const names = Object.keys(settings?.agents ?? {});
  const name = only ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || !names.includes(name)) {
    throw new UserError(
      `Cannot replay ${only === undefined ? 'without knowing which agent' : `"${only}"`}: ${store.path} has ` +
        `${names.join(', ') || 'no agents'}. Name one: --agent 'replay:${store.path}#${names[0] ?? 'agent'}'.`,
    );
  }
  const planned = settings!.agents[name]!;
  const recorded = new Map<string, AttemptRecord>();
  for await (const record of store.attempts()) {
    if (record.agent === name) recorded.set(`${record.task}#${record.repeat}`, record);
  }
  return {
    name: `replay of ${name}`,
    note: `replays ${name} as recorded in ${settings!.created.slice(0, 10)}’s run`,
    identity: { agent: 'replay', of: planned.identity, run: settings!.created },
    turns: planned.turns,
    plays: (task, repeat) => recorded.has(`${task.id}#${repeat}`),
    player: async (task, repeat) => {
      const { messages } = await store.transcript(recorded.get(`${task.id}#${repeat}`)!);
      const replies = messages.filter((message): message is AssistantMessage => message.role === 'assistant');
      return scriptedModel(`replay of ${name}`, (_, turn) => replies[turn - 1]!);
    },
  };
}
