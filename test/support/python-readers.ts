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

/**
 * A Python with pyarrow, Polars and DuckDB, in an environment of its own that is made once per machine.
 * @returns its path, or why there is none here
 */
export async function findPythonReaders(): Promise<{ readonly python: string } | { readonly missing: string }> {
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'tidemark', `arrow-readers-${digest}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { python };
  try {
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS]);
    await run('touch', [complete]);
    return { python };
  } catch (error) {
    return {
      missing: `no Python with pyarrow, Polars and DuckDB: ${error instanceof Error ? error.message.split('\n')[0] : ''}`,
    };
  }
}

/** Opens every Arrow file below a folder in all three; rejects with the script's output when one fails. */
export async function checkReports(python: string, folder: string): Promise<string> {
  const { stdout } = await run(python, [SCRIPT, folder]).catch((error: unknown) => {
    throw new Error(String((error as { stdout?: unknown }).stdout ?? error));
  });
  return stdout;
}
