import { readFile, stat, writeFile } from 'node:fs/promises';
import { Refusal } from '../../activities/refusal.js';

/** Larger files are no eval sets. */
const MOST_BYTES = 256 * 2 ** 20;

/** @throws {Refusal} `BadInput` when it cannot be read or is too large */
export async function readImportFile(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES)
      throw new Refusal('BadInput', `${file}: ${size} bytes; at most ${MOST_BYTES}, split the file`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('BadInput', `${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** @throws {Refusal} `FileExists`; `BadInput` when the file cannot be written */
export async function writeExport(file: string, text: string, overwrite: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: overwrite ? 'w' : 'wx' });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new Refusal('FileExists', `${file} exists; --force overwrites it, or name another file`);
    }
    throw new Refusal('BadInput', `${file}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return 'there is no such file or folder';
  return code === 'EISDIR' ? 'is a folder; name a file' : `cannot be opened (${code})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
