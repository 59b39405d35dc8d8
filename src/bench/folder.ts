/**
 * Paths that stay where they are named. A benchmark may come from anyone: a link that leads elsewhere would put a file
 * of the host, or the truth beside it, before an agent.
 */
import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errors.ts';
import type { TaskFile } from '../task.ts';
import { Broken } from './broken.ts';

/** @throws Broken */
export function folderInside(parent: string, name: string, where: string): string {
  const path = join(parent, name);
  const found = look(path);
  if (found === null) throw new Broken(`${where} has no folder ${JSON.stringify(name)}`);
  if (found.isSymbolicLink()) throw new Broken(`${JSON.stringify(name)} is a link; put the folder itself in ${where}`);
  if (!found.isDirectory()) throw new Broken(`${JSON.stringify(name)} in ${where} is not a folder`);
  return path;
}

/** A regular file directly in `folder`; `where` names that folder in messages. @throws Broken */
export function requireFile(folder: string, name: string, where: 'source' | 'verify'): TaskFile {
  const path = join(folder, name);
  const found = look(path);
  if (found === null) throw new Broken(`${where}/${name} is missing`);
  if (found.isSymbolicLink()) throw new Broken(`${where}/${name} is a link; put the file itself there (cp -L)`);
  if (!found.isFile()) throw new Broken(`${where}/${name} is not a regular file`);
  return { name, path, bytes: found.size };
}

function look(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}
