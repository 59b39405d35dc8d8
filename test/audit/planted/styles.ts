/** The styles in which scripts are planted. Whoever wrote the witness has seen none of them. */
import { byHand } from './by-hand.ts';
import { calls } from './calls.ts';
import { chaining } from './chaining.ts';
import { classes } from './classes.ts';
import { config } from './config.ts';
import { functions } from './functions.ts';
import { notebook } from './notebook.ts';
import { numpy } from './numpy.ts';
import { pipeline } from './pipeline.ts';
import { plain } from './plain.ts';
import { reordered } from './reordered.ts';
import { sql } from './sql.ts';
import { stages } from './stages.ts';
import type { Style } from './work.ts';

export const STYLES: readonly Style[] = [
  plain,
  byHand,
  pipeline,
  functions,
  classes,
  notebook,
  numpy,
  config,
  chaining,
  calls,
  stages,
  reordered,
  sql,
];
