/** Unpacks what the page carries: gzip in base64 in script elements that are never run. */
import type { PageAttempt, PageIndex, Story } from '../src/report/page-data.ts';

async function unpack(id: string): Promise<unknown> {
  const packed = document.getElementById(id)?.textContent;
  if (packed === undefined) throw new Error(`This page is incomplete: its part “${id}” is missing.`);
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

export const loadIndex = (): Promise<PageIndex> => unpack('index') as Promise<PageIndex>;

let opened: { chunk: number; stories: Promise<Story[]> } | null = null;

/** The story of one attempt; null when the page had no room for it. The chunk opened last is kept. */
export async function loadStory({ story }: PageAttempt): Promise<Story | null> {
  if (story === null) return null;
  const [chunk, index] = story;
  if (opened?.chunk !== chunk) opened = { chunk, stories: unpack(`chunk-${chunk}`) as Promise<Story[]> };
  return (await opened.stories)[index] ?? null;
}
