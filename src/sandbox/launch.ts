/**
 * How the process of a run comes to be, as its supervisor sees it. cold-launch.ts starts a new one for each,
 * warm-launch.ts forks one that has its libraries loaded.
 */
import type { Interpreter } from './interpreter.ts';
import type { Drain } from './stream.ts';

/** What a launcher needs of the machine and of the options. */
export interface Ground {
  readonly bubblewrap: string;
  readonly interpreter: Interpreter;
  /** The system call filter; null where none is written for the processor. */
  readonly filter: Uint8Array | null;
  readonly workers: number;
  /** An existing folder for a moment's use. */
  readonly scratch: string;
}

export interface Launcher {
  /** Returns at once; the run's making and its failures are told by what is returned. */
  launch(plan: Plan): Launched;
  /** When all its runs are closed. */
  close(): Promise<void>;
}

export interface Plan {
  /** Tells apart the runs that are there at once: from 0, below the number of workers. */
  readonly slot: number;
  /** Of all that is writable, inputs included. */
  readonly tmpfsBytes: number;
  /** The script's name in the work folder, and those of the inputs beside it. */
  readonly script: string;
  readonly inputs: readonly string[];
  /** Kept of each stream. */
  readonly outputBytes: number;
  /** The run was made before, and failed for a reason of ours. */
  readonly again: boolean;
}

/** What is known of a run when its namespaces are there; process ids are the host's. */
export interface Made {
  /** Of the pid namespace: its death is the death of all others in there. */
  readonly first: number;
  /** From which all the program's processes come: to be put into the run's control group. */
  readonly root: number;
  readonly pidNamespace: number;
  /** The program's user on the host, which its files are given to; null: our own. */
  readonly hostUser: number | null;
}

export interface Exit {
  /** 128 + n where a signal n ended the program. */
  readonly code: number | null;
  /** What killed the namespace from outside. */
  readonly signal: NodeJS.Signals | null;
}

export interface Launched {
  /** The namespaces are made, and may wait for goOn(). */
  readonly made: Promise<Made>;
  /** The work folder is there, and Python waits for start(). */
  readonly ready: Promise<void>;
  readonly exited: Promise<Exit>;
  readonly stdout: Drain;
  readonly stderr: Drain;
  /** Called after every piece of output. */
  onOutput(listener: () => void): void;
  goOn(): void;
  /** @param order a line that python/sandbox/sitecustomize.py reads: the program starts. */
  start(order: string): void;
  kill(): void;
  /** Kills whatever is left and frees all that the run held. */
  close(): Promise<void>;
}
