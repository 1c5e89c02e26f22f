import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { endProcess, identityOf, type ProcessIdentity } from './process-identity.js';
import { STOP_GRACE_MS, type Watchdog } from './watchdog.js';

export interface ServerCommand {
  /** As people know it: "Temporal", "the S3 server". */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Everything the server prints; begins anew with every start. */
  readonly logPath: string;
}

/** What the servers of one stack share while they start. */
export interface ServerContext {
  readonly dataDir: string;
  readonly watchdog: Watchdog;
  /** Every server that was started, so that whoever gives up can stop them. */
  readonly started: ServerProcess[];
  readonly signal?: AbortSignal | undefined;
}

const READY_WITHIN_MS = 60_000;
const MS_BETWEEN_CHECKS = 50;

/** One server as a child process. */
export class ServerProcess {
  readonly title: string;
  readonly identity: ProcessIdentity;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #logPath: string;

  private constructor(command: ServerCommand, child: ChildProcess, identity: ProcessIdentity, ended: Promise<void>) {
    this.title = command.title;
    this.identity = identity;
    this.ended = ended;
    this.#child = child;
    this.#logPath = command.logPath;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** @throws {Error} when the executable cannot be started at all. */
  static async start(command: ServerCommand, context: ServerContext): Promise<ServerProcess> {
    const log = await open(command.logPath, 'w');
    try {
      const child = spawn(command.command, command.args, {
        // Nothing of the caller's environment: both servers read dozens of variables that would change what they do.
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...command.environment },
        stdio: ['ignore', log.fd, log.fd],
        // A group of its own, so that ctrl-C in the terminal leaves it to us to stop it.
        detached: true,
      });
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const failed = new Promise<Error>((resolve) => child.once('error', resolve));
      const { pid } = child;
      if (pid === undefined) throw await failed;
      context.watchdog.watch(pid);
      const identity = (await identityOf(pid)) ?? { pid, started: 'unknown' };
      const server = new ServerProcess(command, child, identity, ended);
      context.started.push(server);
      return server;
    } finally {
      await log.close();
    }
  }

  /**
   * Repeats `check` until it succeeds.
   * @throws {Error} when the server ends, or is not ready in time, with the last lines of its log.
   */
  async ready(check: () => Promise<unknown>, signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      signal?.throwIfAborted();
      if (!this.alive) {
        throw new Error(`${this.title} did not start: ${await this.lastWords()}`);
      }
      try {
        await check();
        return;
      } catch (error) {
        if (Date.now() > deadline) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new Error(
            `${this.title} is not ready after ${READY_WITHIN_MS / 1000} s (${reason}): ${await this.lastWords()}`,
            {
              cause: error,
            },
          );
        }
      }
      await new Promise((resolve) => setTimeout(resolve, MS_BETWEEN_CHECKS));
    }
  }

  async stop(): Promise<void> {
    if (!this.alive) return;
    await endProcess(this.identity, STOP_GRACE_MS);
    await this.ended;
  }

  /** The end of the log, for a message. */
  async lastWords(): Promise<string> {
    const log = await readFile(this.#logPath, 'utf8').catch(() => '');
    const lines = log
      .trim()
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-3)
      .map((line) => line.slice(0, 300));
    return `${lines.length === 0 ? 'it printed nothing' : lines.join(' | ')} (log: ${this.#logPath})`;
  }
}
