/** A language model as an agent: the model itself plays, nothing is added but the settings. */
import type { Agent } from '../agent.ts';
import type { Model, ModelSettings } from '../model.ts';

export interface LanguageModelOptions {
  readonly name: string;
  readonly model: Model;
  readonly settings: ModelSettings;
  /** What its tokens cost, as known when the run began. */
  readonly prices: Readonly<Record<string, unknown>>;
  readonly turns: number;
  /** None by default: the question says it all. */
  readonly systemPrompt?: string | undefined;
}

export function languageModelAgent(options: LanguageModelOptions): Agent {
  const { name, model, turns, systemPrompt } = options;
  // Where the model is served is not what it is: a server may move between two halves of a run.
  const { baseUrl, ...settings } = options.settings;
  return {
    name,
    identity: { model: model.name, settings, systemPrompt: systemPrompt ?? null },
    facts: { prices: options.prices, ...(baseUrl === undefined ? {} : { baseUrl }) },
    turns,
    ...(systemPrompt === undefined ? {} : { systemPrompt }),
    player: () => model,
  };
}
