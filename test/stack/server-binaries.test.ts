import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findServer, type LookupOptions } from '../../scripts/stack/server-binaries.js';
import { type ServerRelease, TEMPORAL_CLI, VERSITYGW } from '../../scripts/stack/server-release.js';
import { findTimeSkippingServer } from '../../scripts/stack/time-skipping-server.js';

const release: ServerRelease = {
  name: 'pretend',
  version: '1.2.3',
  variable: 'TIDEMARK_PRETEND_BIN',
  goPackage: 'example.com/pretend',
  buildMinutes: 2,
  archives: {},
};

let root: string;
let lines: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-lookup-'));
  lines = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A machine of its own: a PATH of two folders, of which the second has what every system has, and a cache. */
function machine(variables: Record<string, string> = {}): LookupOptions & { environment: Record<string, string> } {
  return {
    environment: { PATH: join(root, 'bin'), XDG_CACHE_HOME: join(root, 'cache'), HOME: root, ...variables },
    progress: (line) => lines.push(line),
  };
}

const cachePath = () => join(root, 'cache', 'tidemark', 'pretend-1.2.3', 'pretend');

function script(path: string, body: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Stands for Go: "builds" by writing an executable to GOBIN, and a file that tells what it was asked for. */
function installGo(): void {
  script(
    join(root, 'bin', 'go'),
    `/bin/echo "$CGO_ENABLED $*" > ${root}/asked\n/bin/echo '#!/bin/sh' > "$GOBIN/pretend"\n/bin/chmod 755 "$GOBIN/pretend"`,
  );
}

describe('a server is looked for', () => {
  it('where the environment variable says, before anywhere else', async () => {
    const explicit = script(join(root, 'mine'), 'true');
    script(join(root, 'bin', 'pretend'), 'true');
    expect(await findServer(release, machine({ TIDEMARK_PRETEND_BIN: explicit }))).toBe(explicit);
  });

  it('and a variable that names no executable is an error, not a reason to look elsewhere', async () => {
    script(join(root, 'bin', 'pretend'), 'true');
    writeFileSync(join(root, 'plain'), 'not executable');
    const looking = findServer(release, machine({ TIDEMARK_PRETEND_BIN: join(root, 'plain') }));
    await expect(looking).rejects.toThrow(/TIDEMARK_PRETEND_BIN is set to .*plain, which is not an executable file/);
  });

  it('on the PATH before the cache', async () => {
    script(cachePath(), 'true');
    expect(await findServer(release, machine())).toBe(cachePath());
    const onPath = script(join(root, 'bin', 'pretend'), 'true');
    expect(await findServer(release, machine())).toBe(onPath);
    expect(lines).toEqual([]);
  });

  it('in ~/.cache when XDG_CACHE_HOME is not set', async () => {
    const path = script(join(root, '.cache', 'tidemark', 'pretend-1.2.3', 'pretend'), 'true');
    expect(await findServer(release, machine({ XDG_CACHE_HOME: '' }))).toBe(path);
  });
});

describe('a server that is not there', () => {
  it('is built into the cache once, with a line that says why and how long', async () => {
    installGo();
    expect(await findServer(release, machine())).toBe(cachePath());
    expect(readFileSync(join(root, 'asked'), 'utf8').trim()).toBe(
      '0 install -ldflags=-s -w example.com/pretend@v1.2.3',
    );
    expect(lines.join('\n')).toMatch(/building pretend 1\.2\.3 .* because .* about 2 min/);
    expect(readdirSync(dirname(cachePath()))).toEqual(['pretend']);
    rmSync(join(root, 'asked'));
    expect(await findServer(release, machine())).toBe(cachePath());
    expect(existsSync(join(root, 'asked'))).toBe(false);
  });

  it('leaves nothing in the cache when the build fails, and says what the compiler said', async () => {
    script(join(root, 'bin', 'go'), '/bin/echo "no space left" >&2; exit 1');
    await expect(findServer(release, machine())).rejects.toThrow(/no space left/);
    expect(readdirSync(dirname(cachePath()))).toEqual([]);
  });

  it('is an error that names every way to get it when there is no Go either', async () => {
    const error = await findServer(release, machine()).catch((reason: unknown) => String(reason));
    for (const way of [
      'put "pretend" on the PATH',
      'set TIDEMARK_PRETEND_BIN',
      'install Go',
      'go install example.com/pretend@v1.2.3',
    ]) {
      expect(error).toContain(way);
    }
  });

  it('stops building when it is told to', async () => {
    script(join(root, 'bin', 'go'), 'exec /bin/sleep 60');
    const stopping = new AbortController();
    const looking = findServer(release, { ...machine(), signal: stopping.signal });
    setTimeout(() => stopping.abort(), 200);
    await expect(looking).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(dirname(cachePath()))).toEqual([]);
  });
});

/** An archive as the makers of a server publish them, behind HTTP. */
async function serveArchive(): Promise<{ url: string; sha256: string }> {
  script(join(root, 'made', 'pretend_v1.2.3', 'pretend'), 'true');
  const file = join(root, 'archive.tar.gz');
  execFileSync('tar', ['-czf', file, '-C', join(root, 'made'), 'pretend_v1.2.3']);
  const bytes = readFileSync(file);
  const server = createServer((_request, response) => response.end(bytes)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { url: `http://127.0.0.1:${address.port}/pretend.tar.gz`, sha256 };
}
const withTar = () => machine({ PATH: `${join(root, 'bin')}:/usr/bin:/bin` });

describe('an official download', () => {
  it('is unpacked into the cache when its digest is the pinned one', async () => {
    const archives = { here: await serveArchive() };
    expect(await findServer({ ...release, archives }, { ...withTar(), platform: 'here' })).toBe(cachePath());
    expect(readdirSync(dirname(cachePath()))).toEqual(['pretend']);
  });

  it('is thrown away when its digest is another, and the server is built instead', async () => {
    installGo();
    const archives = { here: { ...(await serveArchive()), sha256: '0'.repeat(64) } };
    expect(await findServer({ ...release, archives }, { ...withTar(), platform: 'here' })).toBe(cachePath());
    expect(lines.join('\n')).toMatch(/not the pinned 0{64}; it was thrown away/);
    expect(existsSync(join(root, 'asked'))).toBe(true);
  });

  it('that does not answer gives way to the build', async () => {
    installGo();
    const archives = { here: { url: 'http://127.0.0.1:9/nothing.tar.gz', sha256: '0'.repeat(64) } };
    expect(await findServer({ ...release, archives }, { ...machine(), platform: 'here' })).toBe(cachePath());
    expect(lines.join('\n')).toContain('cannot download http://127.0.0.1:9/nothing.tar.gz');
  });

  it.each([TEMPORAL_CLI, VERSITYGW])('of $name is pinned by a digest on every platform', ({ archives, version }) => {
    expect(Object.keys(archives).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
    const digests = Object.values(archives).map(({ sha256 }) => sha256);
    expect(new Set(digests).size).toBe(4);
    for (const { url, sha256 } of Object.values(archives)) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(url).toContain(`/v${version}/`);
    }
  });
});

describe('the time-skipping server', () => {
  it('is taken from its environment variable', async () => {
    const explicit = script(join(root, 'mine'), 'true');
    expect(await findTimeSkippingServer(machine({ TIDEMARK_TEST_SERVER_BIN: explicit }))).toBe(explicit);
  });

  it('is an error that names every way to get it when Java is missing', async () => {
    const looking = findTimeSkippingServer(machine());
    await expect(looking).rejects.toThrow(/java is not on the PATH[\s\S]*TIDEMARK_TEST_SERVER_BIN/);
  });
});
