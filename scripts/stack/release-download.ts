import { createHash } from 'node:crypto';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, runCommand } from './executable.js';
import type { ReleaseArchive } from './server-release.js';

const ANSWER_WITHIN_MS = 10_000;
const COMPLETE_WITHIN_MS = 300_000;

export interface DownloadOptions {
  /** An empty folder to download and unpack into. */
  readonly folder: string;
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads an archive, checks its digest before anything is unpacked, and returns the path of the executable in it.
 * @throws {Error} when there is no answer within 10 s, the digest is another one, or the archive lacks the executable.
 */
export async function downloadExecutable(
  archive: ReleaseArchive,
  name: string,
  options: DownloadOptions,
): Promise<string> {
  const bytes = await download(archive.url, options.signal);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== archive.sha256) {
    throw new Error(`${archive.url} has the digest ${sha256}, not the pinned ${archive.sha256}; it was thrown away`);
  }
  const file = join(options.folder, 'archive.tar.gz');
  await writeFile(file, bytes);
  await runCommand('tar', ['-xzf', file, '-C', options.folder], options);
  const entries = await readdir(options.folder, { recursive: true, withFileTypes: true });
  const executable = entries.find((entry) => entry.isFile() && entry.name === name);
  if (executable === undefined) throw new Error(`${archive.url} holds no file called ${name}`);
  const path = join(executable.parentPath, executable.name);
  await chmod(path, 0o755);
  return path;
}

async function download(url: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const unanswered = new AbortController();
  const timer = setTimeout(() => unanswered.abort(new Error('no answer within 10 s')), ANSWER_WITHIN_MS);
  const signals = [
    unanswered.signal,
    AbortSignal.timeout(COMPLETE_WITHIN_MS),
    ...(signal === undefined ? [] : [signal]),
  ];
  try {
    const response = await fetch(url, { signal: AbortSignal.any(signals) });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new Error(`cannot download ${url} (${reasonOf(error)})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** fetch says only "fetch failed"; what failed is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
