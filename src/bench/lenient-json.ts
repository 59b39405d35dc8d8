/**
 * JSON as Python's `json` module writes it: with the bare words NaN, Infinity and -Infinity, which JSON.parse refuses.
 * NaN becomes null, since every reader here treats the two alike; Infinity becomes the largest number there is.
 */
export function parseLenientJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(plain);
  } catch (error) {
    if (!/NaN|Infinity/.test(plain)) throw error;
    return JSON.parse(
      plain.replace(/"(?:[^"\\]+|\\[\s\S])*"|\bNaN\b|\bInfinity\b/g, (token) => {
        if (token === 'NaN') return 'null';
        // A minus before it stays where it is.
        return token === 'Infinity' ? String(Number.MAX_VALUE) : token;
      }),
    );
  }
}
