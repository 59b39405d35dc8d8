/** What `dare doctor` says of one thing. */
export interface Finding {
  readonly name: string;
  /** good: as it should be; note: works, could be better, or is only needed for some things; bad: something won't work. */
  readonly state: 'good' | 'note' | 'bad';
  /** What was found. Never holds a secret. */
  readonly found: string;
  /** What to do, wherever there is something to do. */
  readonly todo?: string;
}

/** Findings by the part of the system that they are about, in the order in which they are shown. */
export interface Diagnosis {
  readonly section: string;
  readonly findings: readonly Finding[];
}
