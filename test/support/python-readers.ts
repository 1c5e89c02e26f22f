import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = fileURLToPath(new URL('../arrow-readers/requirements.txt', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../arrow-readers/check_reports.py', import.meta.url));

/** What a Python environment of its own, made once per machine, has to hold. */
interface PythonNeeds {
  /** Start of the folder's name. */
  readonly name: string;
  readonly requirements: string;
}

/** @returns the path of a Python with all of it, or why there is none here */
export async function findPython(
  needs: PythonNeeds,
): Promise<{ readonly python: string } | { readonly missing: string }> {
  const digest = createHash('sha256').update(readFileSync(needs.requirements)).digest('hex').slice(0, 12);
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'tidemark', `${needs.name}-${digest}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { python };
  try {
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', needs.requirements]);
    await run('touch', [complete]);
    return { python };
  } catch (error) {
    return { missing: `no Python with ${needs.name}: ${error instanceof Error ? error.message.split('\n')[0] : ''}` };
  }
}

/** A Python with pyarrow, Polars and DuckDB. */
export async function findPythonReaders(): ReturnType<typeof findPython> {
  return await findPython({ name: 'arrow-readers', requirements: REQUIREMENTS });
}

/** Opens every Arrow file below a folder in all three; rejects with the script's output when one fails. */
export async function checkReports(python: string, folder: string): Promise<string> {
  const { stdout } = await run(python, [SCRIPT, folder]).catch((error: unknown) => {
    throw new Error(String((error as { stdout?: unknown }).stdout ?? error));
  });
  return stdout;
}
