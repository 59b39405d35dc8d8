/** Keeps credentials out of everything that is recorded or shown: bodies, URLs, error messages. */

const REDACTED = '[redacted]';
/** Shorter values are placeholders ("EMPTY", "none"), which local servers are given in place of a key. */
const SHORTEST_SECRET = 8;
const KEY_PARAMETER = /([?&](?:key|api[-_]?key|code|token|access[-_]?token|sig|signature|x-amz-[a-z-]+)=)[^&#]+/gi;

export type Redact = (text: string) => string;

/** A function that takes the given values, as they are and as JSON or a URL would write them, out of a text. */
export function redactor(secrets: readonly string[]): Redact {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) forms.add(form);
  }
  const list = [...forms];
  return (text) => {
    let clean = text;
    for (const form of list) if (clean.includes(form)) clean = clean.replaceAll(form, REDACTED);
    return clean;
  };
}

/** A URL without the values of key-like parameters. */
export function withoutKeyParameters(url: string): string {
  return url.includes('?') ? url.replace(KEY_PARAMETER, `$1${REDACTED}`) : url;
}
