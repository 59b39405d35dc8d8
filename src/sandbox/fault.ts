/** Our own failure within a run; it becomes the outcome `failed`. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** passing: worth one more try; killed: likewise, but it may have been the program's own deed. */
  readonly kind: 'passing' | 'killed' | 'final';
  constructor(message: string, kind: 'passing' | 'killed' | 'final' = 'passing') {
    super(message);
    this.kind = kind;
  }
}
