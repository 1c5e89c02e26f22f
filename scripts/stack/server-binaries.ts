import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder, type Environment, findOnPath, isExecutable, runCommand } from './executable.js';
import { type Progress, timed } from './progress-line.js';
import { downloadExecutable } from './release-download.js';
import type { ServerRelease } from './server-release.js';

export interface LookupOptions {
  /** @default process.env */
  readonly environment?: Environment;
  /** Told of everything that takes longer than a moment. @default nobody */
  readonly progress?: Progress;
  /** Stops a download or a build. */
  readonly signal?: AbortSignal;
  /** `<process.platform>-<process.arch>`. @default this machine's */
  readonly platform?: string;
}

/**
 * Path of a server's executable: the environment variable, the PATH, the cache, the official download (its digest
 * checked), or a build with `go install` into the cache. Safe to run twice at once: the executable appears in the cache
 * by an atomic rename.
 * @throws {Error} that names every way to get the server, when none works.
 */
export async function findServer(release: ServerRelease, options: LookupOptions = {}): Promise<string> {
  const environment = options.environment ?? process.env;
  const explicit = environment[release.variable];
  if (explicit !== undefined && explicit !== '') {
    if (await isExecutable(explicit)) return explicit;
    throw new Error(`${release.variable} is set to ${explicit}, which is not an executable file; mend or unset it`);
  }
  const onPath = await findOnPath(release.name, environment);
  if (onPath !== undefined) return onPath;
  const cached = join(cacheFolder(release.name, release.version, environment), release.name);
  if (await isExecutable(cached)) return cached;

  const failures: string[] = [];
  for (const obtain of [obtainByDownload, obtainByBuild]) {
    try {
      await intoCache(cached, (folder) => obtain(release, folder, environment, options));
      return cached;
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(error instanceof Error ? error.message : String(error));
      options.progress?.(failures.at(-1) ?? '');
    }
  }
  throw new Error(
    [
      `cannot find ${release.name} ${release.version}: ${failures.join('; ')}. Any of these mends it:`,
      `  - put "${release.name}" on the PATH`,
      `  - set ${release.variable} to the executable`,
      `  - install Go (https://go.dev/dl): the next start then builds it by itself, in about ${release.buildMinutes} min`,
      `  - CGO_ENABLED=0 GOBIN=${dirname(cached)} go install ${release.goPackage}@v${release.version}`,
    ].join('\n'),
  );
}

/** Lets `fill` put the executable into a folder of its own, and moves it to its place in one step. */
async function intoCache(cached: string, fill: (folder: string) => Promise<string>): Promise<void> {
  await mkdir(dirname(cached), { recursive: true });
  const folder = await mkdtemp(join(dirname(cached), 'partial-'));
  try {
    await rename(await fill(folder), cached);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function obtainByDownload(
  release: ServerRelease,
  folder: string,
  environment: Environment,
  options: LookupOptions,
): Promise<string> {
  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  const archive = release.archives[platform];
  if (archive === undefined) throw new Error(`no official ${release.name} ${release.version} for ${platform}`);
  options.progress?.(`${release.name} ${release.version} is not on this machine yet; downloading ${archive.url}`);
  return await downloadExecutable(archive, release.name, { folder, environment, signal: options.signal });
}

async function obtainByBuild(
  release: ServerRelease,
  folder: string,
  environment: Environment,
  options: LookupOptions,
): Promise<string> {
  const go = await findOnPath('go', environment);
  if (go === undefined) throw new Error('Go is not on the PATH, so it cannot be built here');
  const line =
    `building ${release.name} ${release.version} with go install, because it is neither here nor to be downloaded; ` +
    `once, about ${release.buildMinutes} min on two cores`;
  const args = ['install', '-ldflags=-s -w', `${release.goPackage}@v${release.version}`];
  await timed(options.progress ?? (() => undefined), line, () =>
    runCommand(go, args, {
      // GOOS and GOARCH of a cross build would put the executable elsewhere, and of the wrong kind.
      environment: { ...environment, CGO_ENABLED: '0', GOBIN: folder, GOFLAGS: '', GOOS: '', GOARCH: '' },
      folder,
      signal: options.signal,
    }),
  );
  return join(folder, release.name);
}
