import { type ChildProcess, spawn } from 'node:child_process';

/** How long servers may take to close their files before they are killed. */
export const STOP_GRACE_MS = 8000;

/**
 * Reads the servers' process ids from its parent, one a line. When the pipe closes before the line "done", the parent
 * has died without a word (kill -9, out of memory): then it ends the servers. `$0` only names it in lists of processes.
 */
const SCRIPT = `
trap '' INT TERM HUP
servers=
while read -r line; do
  if [ "$line" = done ]; then exit 0; fi
  servers="$servers $line"
done
for server in $servers; do kill -TERM $server 2>/dev/null; done
for tenth in $(seq ${STOP_GRACE_MS / 100}); do
  alive=
  for server in $servers; do kill -0 $server 2>/dev/null && alive=$server; done
  [ -n "$alive" ] || exit 0
  sleep 0.1
done
for server in $servers; do kill -KILL $server 2>/dev/null; done
`;

/** Outlives this process just long enough to end the servers that this process could not end itself. */
export class Watchdog {
  readonly #shell: ChildProcess;

  constructor() {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'tidemark-watchdog'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // A group of its own: ctrl-C reaches every process of the terminal's group.
      detached: true,
    });
    // The pipe breaks when somebody kills the watchdog; the stack runs on without it.
    this.#shell.stdin?.on('error', () => undefined);
    this.#shell.on('error', () => undefined);
    this.#shell.unref();
  }

  watch(pid: number): void {
    this.#shell.stdin?.write(`${pid}\n`);
  }

  /** Call when every server is gone: from then on the numbers may belong to others. */
  dismiss(): void {
    this.#shell.stdin?.end('done\n');
  }
}
