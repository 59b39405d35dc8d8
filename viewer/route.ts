/** Where the reader is, in the address's hash, so that every attempt has a link of its own. */
import { useSyncExternalStore } from 'react';

export interface AttemptPlace {
  readonly agent: string;
  readonly task: string;
  readonly repeat: number;
}

/** `#/attempt/<agent>/<task>/<repeat>`, each part encoded. */
export function linkTo({ agent, task, repeat }: AttemptPlace): string {
  return `#/attempt/${encodeURIComponent(agent)}/${encodeURIComponent(task)}/${repeat}`;
}

export function readPlace(hash: string): AttemptPlace | null {
  const [, page, agent, task, repeat] = hash.split('/');
  if (page !== 'attempt' || !agent || !task) return null;
  try {
    return { agent: decodeURIComponent(agent), task: decodeURIComponent(task), repeat: Number(repeat) || 1 };
  } catch {
    return null;
  }
}

export function useHash(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => window.location.hash,
  );
}
