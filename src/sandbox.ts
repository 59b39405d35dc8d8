/**
 * Contract: run one Python script on some files, isolated, within limits. Implementations are in sandbox/; the suite
 * that every one of them must pass is test/contract/sandbox.ts.
 *
 * A run never throws for what the program did: it has exactly one outcome. `failed` is *our* failure, never the
 * program's, and is not shown to a model.
 */

export interface Sandbox extends AsyncDisposable {
  readonly name: string;
  /** Identity of the Python environment: a reference output is valid only for the one that made it. */
  readonly environment: string;
  /** Waits its turn in a queue; the clock of `limits.seconds` starts when the program does. */
  run(request: RunRequest): Promise<Outcome>;
}

export interface RunRequest {
  readonly code: string;
  /** Copied into the run's work folder under their plain names. The program gets copies: originals never change. */
  readonly files: readonly InputFile[];
  /** Absolute path on the host of a file whose content is the program's standard input. Default: an empty one. */
  readonly stdin?: string;
  /** Plain names to bring out after the program ended, for every outcome but `failed`. */
  readonly outputs: readonly string[];
  /** Existing folder on the host that outputs are moved into, each whole or not at all. */
  readonly outputFolder: string;
  readonly limits: RunLimits;
  /** Aborting kills the program; the outcome is then `failed` with reason `aborted`. */
  readonly signal?: AbortSignal;
}

export interface InputFile {
  readonly name: string;
  /** Absolute path on the host. */
  readonly path: string;
}

export interface RunLimits {
  /** Wall time of the program. */
  readonly seconds: number;
  /** Processor time of all its processes together. */
  readonly cpuSeconds: number;
  /** Of all its processes together; files that it writes count where they are kept in memory. */
  readonly memoryBytes: number;
  /** Processes and threads at once. */
  readonly processes: number;
  /** Open at once in any one process. Python itself needs some twenty. */
  readonly openFiles: number;
  /** Any one file written, and any one file brought out. */
  readonly fileBytes: number;
  /** All that the program may write, wherever it may write at all; inputs are not counted. */
  readonly diskBytes: number;
  /** Files, folders and links that are there at once beside the inputs: they take memory even when empty. */
  readonly fileCount: number;
  /** Kept of stdout, and of stderr; the middle is cut. A program that prints without end is stopped far beyond it. */
  readonly outputBytes: number;
}

export interface Stream {
  /** Decoded as UTF-8, invalid bytes replaced. Where the middle was cut, a line says so and how many bytes. */
  readonly text: string;
  /** All the bytes there were. */
  readonly bytes: number;
  readonly cut: boolean;
}

interface Ended {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Wall seconds of the program, without the queue. */
  readonly seconds: number;
  /** Outputs that were brought out. */
  readonly files: readonly OutputFile[];
  /** Outputs that were not, and why. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

export interface OutputFile {
  readonly name: string;
  readonly bytes: number;
}

/** Limits at which a program is stopped. */
export type StoppingLimit = 'time-limit' | 'cpu-limit' | 'memory-limit' | 'output-limit' | 'file-count-limit';

/**
 * Limits that a program meets as errors: it may go on, and has `finished` when it ends with 0. They are the outcome
 * when it ended badly for having met one.
 */
export type ErrorLimit = 'process-limit' | 'disk-limit' | 'file-size-limit' | 'open-files-limit';

export type Outcome =
  /** The return code is 128 + n after signal n. */
  | (Ended & { readonly kind: 'finished' | ErrorLimit; readonly returnCode: number })
  | (Ended & { readonly kind: StoppingLimit })
  | { readonly kind: 'failed'; readonly reason: string };

export const DEFAULT_LIMITS: RunLimits = {
  seconds: 200,
  // What so many processes could ever use in that time: only a lower limit can be reached, on whatever machine.
  cpuSeconds: 200 * 64,
  memoryBytes: 8 * 2 ** 30,
  processes: 64,
  openFiles: 1024,
  fileBytes: 200 * 1e6,
  diskBytes: 2e9,
  fileCount: 200_000,
  outputBytes: 64_000,
};
