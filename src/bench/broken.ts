/** What is wrong with one dataset, or with one version of it: becomes an `unusable` entry, never a crash. */
export class Broken extends Error {
  override readonly name = 'Broken';
}
