/** `dare score`: scores a run again from what is stored, or predictions that anyone made. */
import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { DEFAULT_SANDBOX, SANDBOX_KINDS } from '../wire.ts';

export interface ScoreOptions {
  readonly run?: string;
  readonly bench?: string;
  readonly predictions?: string;
  readonly variant: string;
  readonly references: string;
  readonly sandbox: string;
  readonly json?: string | true;
}

export function define(command: Command): void {
  command
    .option('--run <dir>', 'a run folder: score its stored submissions again')
    .option('--predictions <dir>', 'a folder of <dataset>/prediction.csv; with --variant all of v1/… and v2/…')
    .option('--bench <dir>', 'benchmark folder (with --run only if it has moved since)')
    .option('--variant <version>', 'v1 (IF, XF), v2 (MM, CF) or all', 'all')
    .option('--references <source>', 'IF truth: run (made here, cached) or file (the benchmark’s own, if any)', 'run')
    .option('--sandbox <kind>', `where reference solutions run: ${SANDBOX_KINDS}`, DEFAULT_SANDBOX)
    .option('--json [file]', 'write JSON to the file, or print it')
    .action(async (options: ScoreOptions) => {
      if ((options.run === undefined) === (options.predictions === undefined)) {
        throw new UserError('Score what? Give either --run DIR, or --bench DIR with --predictions DIR.');
      }
      if (options.run !== undefined) return (await import('./score-run.ts')).scoreRun(options.run, options);
      return (await import('./score-predictions.ts')).scorePredictions(options.predictions!, options);
    });
}
