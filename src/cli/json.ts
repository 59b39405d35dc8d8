/** What `--json [file]` does: prints, or writes a file whole. */
import { replaceFile } from '../store/files.ts';

export async function putJson(to: string | true, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (to === true) process.stdout.write(text);
  else await replaceFile(to, text);
}
