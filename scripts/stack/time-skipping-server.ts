import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder, type Environment, findOnPath, isExecutable, runCommand } from './executable.js';
import { timed } from './progress-line.js';
import type { LookupOptions } from './server-binaries.js';

const NAME = 'temporal-test-server';
const VERSION = '1.38.0';
const VARIABLE = 'TIDEMARK_TEST_SERVER_BIN';

/**
 * Path of an executable that runs Temporal's time-skipping test server (Java): the environment variable, the cache, or
 * Maven. Only tests that wait for days need it.
 * @throws {Error} that names every way to get it, when none works.
 */
export async function findTimeSkippingServer(options: LookupOptions = {}): Promise<string> {
  const environment = options.environment ?? process.env;
  const explicit = environment[VARIABLE];
  if (explicit !== undefined && explicit !== '') {
    if (await isExecutable(explicit)) return explicit;
    throw new Error(`${VARIABLE} is set to ${explicit}, which is not an executable file; mend or unset it`);
  }
  const folder = cacheFolder(NAME, VERSION, environment);
  const cached = join(folder, NAME);
  if (await isExecutable(cached)) return cached;

  const java = await findOnPath('java', environment);
  const maven = await findOnPath('mvn', environment);
  if (java === undefined || maven === undefined) {
    throw new Error(
      [
        `cannot find ${NAME} ${VERSION}: ${java === undefined ? 'java' : 'mvn'} is not on the PATH. Either of these mends it:`,
        '  - install a JDK (11 or later) and Maven: the next start then fetches it by itself, in some seconds',
        `  - set ${VARIABLE} to an executable that starts it on the port given as its first argument`,
      ].join('\n'),
    );
  }
  await timed(options.progress ?? (() => undefined), `fetching ${NAME} ${VERSION} with Maven, once`, () =>
    installFromMaven(folder, maven, environment, options.signal),
  );
  return cached;
}

async function installFromMaven(
  folder: string,
  maven: string,
  environment: Environment,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}-partial-`);
  try {
    await writeFile(join(partial, 'pom.xml'), POM);
    await runCommand(maven, ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], {
      environment,
      folder: partial,
      signal,
    });
    await writeFile(join(partial, NAME), LAUNCHER);
    await chmod(join(partial, NAME), 0o755);
    await rename(partial, folder);
  } catch (error) {
    // Another process that fetched it at the same time is as good.
    if (await isExecutable(join(folder, NAME))) return;
    throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tidemark</groupId>
  <artifactId>${NAME}</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>${NAME}</artifactId>
      <version>${VERSION}</version>
    </dependency>
    <!-- The server's log library asks for a back end, or says at every start that it has none. -->
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

/** The test environment kills the process that it started, so the shell must become the JVM. */
const LAUNCHER = `#!/bin/sh
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;
