/**
 * The viewer as one HTML text with a mark where the data goes: built from viewer/ on first need, then kept in the
 * cache under the hash of everything it is made of. Half-made ones are never used.
 *
 * The page may load nothing and run nothing but its own script: its policy names that script by hash.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, UserError } from '../errors.ts';
import { replaceFile } from '../store/files.ts';

export const DATA_MARK = '<!--data-->';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VIEWER = join(ROOT, 'viewer');

/** @throws UserError when it is not there and cannot be built. */
export async function viewerTemplate(cache = cacheFolder()): Promise<string> {
  const folder = join(cache, `viewer-${await sourcesHash()}`);
  const file = join(folder, 'index.html');
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return kept;
  let html: string;
  try {
    html = await build();
  } catch (error) {
    throw new UserError(
      `The report's page cannot be built from ${VIEWER}: ${messageOf(error)}. ` +
        'It needs the development packages: run npm ci there without --omit=dev.',
    );
  }
  await mkdir(folder, { recursive: true });
  await replaceFile(file, html);
  return html;
}

function cacheFolder(): string {
  const { DARE_CACHE, XDG_CACHE_HOME } = process.env;
  return DARE_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'dare');
}

/** Of all that the template is made of: the viewer, what it imports from here, the packages. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of [VIEWER, join(ROOT, 'src/report')]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(file.slice(ROOT.length)).update(await readFile(file));
  }
  for (const file of ['src/audit.ts', 'src/task.ts', 'package-lock.json'])
    hash.update(await readFile(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

async function build(): Promise<string> {
  const vite = await import('vite');
  const built = await vite.build({
    root: VIEWER,
    configFile: false,
    envDir: false,
    logLevel: 'silent',
    mode: 'production',
    // Said here, since vite would else take them from the caller's NODE_ENV.
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: join(VIEWER, 'main.tsx') },
    },
  });
  const files = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  // Inside a script element these two would end it, or hide its end.
  const script = files
    .find((file) => file.type === 'chunk')!
    .code.replaceAll('</script', '<\\/script')
    .replaceAll('<!--', '<\\!--');
  const style = files.find((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const shell = await readFile(join(VIEWER, 'shell.html'), 'utf8');
  return shell
    .replace('<!--policy-->', () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('<!--style-->', () => `<style>${style?.type === 'asset' ? style.source : ''}</style>`)
    .replace('<!--script-->', () => `<script type="module">${script}</script>`);
}
