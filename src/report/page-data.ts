/**
 * What the page holds: the form agreed on by its writer (page.ts) and the viewer. Types only.
 *
 * The index is one gzip of JSON; transcripts are in many small ones, which the viewer unpacks only when opened.
 */
import type { Ending } from '../agent.ts';
import type { Diagnosis, Failure } from '../audit.ts';
import type { Usage } from '../model.ts';
import type { Score } from '../score.ts';
import type { Kind } from '../task.ts';
import type { CallRecord } from '../workspace.ts';
import type { PublishedModel } from './published.ts';
import type { Summary } from './summary.ts';

export interface PageIndex {
  /** When the page was written, ISO 8601. */
  readonly written: string;
  readonly summary: Summary;
  readonly published: { readonly source: string; readonly models: readonly PublishedModel[] };
  readonly agents: readonly PageAgent[];
  readonly tasks: readonly PageTask[];
  readonly attempts: readonly PageAttempt[];
}

export interface PageAgent {
  /** A key of the summary's agents. */
  readonly name: string;
  /** The settings that make its attempts what they are. */
  readonly identity: Readonly<Record<string, unknown>>;
}

export interface PageTask {
  readonly id: string;
  readonly dataset: string;
  readonly kind: Kind;
  /** Null when no transcript told it. */
  readonly question: string | null;
}

export interface PageAttempt {
  /** Indices into agents and tasks. */
  readonly agent: number;
  readonly task: number;
  readonly repeat: number;
  readonly started: string;
  readonly seconds: number;
  readonly modelSeconds: number;
  readonly sandboxSeconds: number;
  readonly ending: Ending;
  readonly detail?: string;
  readonly turns: number;
  readonly calls: number;
  readonly usage: Usage;
  readonly cost: number | null;
  readonly score: Score;
  /** null: it succeeded. */
  readonly failure: Failure | null;
  /** Which chunk, and which of its stories; null when the page had no room left. */
  readonly story: readonly [chunk: number, index: number] | null;
}

/** One attempt's transcript, with every call beside its result, and the head of its submission. */
export interface Story {
  readonly messages: readonly StoryMessage[];
  /** First lines of the submission; null without one. */
  readonly submission: string | null;
  /** null: nobody diagnosed it. */
  readonly process: StoryProcess | null;
  /** Said to the reader: what is cut or could not be read. */
  readonly notes: readonly string[];
}

/** How an IF attempt kept to the stated process. */
export interface StoryProcess {
  readonly diagnosis: Diagnosis;
  /** What the names of deviations in it mean. */
  readonly words: Readonly<Record<string, string>>;
  /** Among the story's calls, the one whose code was read; null when there is none or the page has it cut. */
  readonly call: number | null;
}

export type StoryMessage =
  /** The task's question, word for word. */
  | { readonly role: 'question' }
  | { readonly role: 'system' | 'user' | 'tool'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly reasoning?: string;
      readonly calls: readonly StoryCall[];
    };

export interface StoryCall {
  readonly name: string;
  /** Python, when the arguments could be read; else `arguments` holds what the model wrote. */
  readonly code?: string;
  readonly arguments?: string;
  readonly load: readonly string[];
  readonly save: readonly string[];
  /** Null when nothing came back. */
  readonly result: StoryResult | null;
}

export interface StoryResult {
  readonly kind: CallRecord['kind'] | null;
  readonly seconds: number | null;
  readonly returnCode: number | null;
  /** What the model read, when it was not the usual form. */
  readonly text?: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly saved: readonly string[];
  readonly notSaved: Readonly<Record<string, string>>;
}
