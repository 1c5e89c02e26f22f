import { type Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { type LocalStack, startStack } from '../stack/local-stack.js';
import { PortTakenError } from '../stack/ports.js';
import { createProgress } from '../stack/progress-line.js';
import { DEFAULT_DATA_DIR, readStack, type StackAddresses, stackEnvironment } from '../stack/stack-file.js';
import { StackRunningError } from '../stack/stack-lock.js';

interface UpOptions {
  readonly data: string;
  readonly temporalPort?: number;
  readonly s3Port?: number;
  /** False for --no-ui. */
  readonly ui: boolean;
  readonly uiPort?: number;
  readonly json?: boolean;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const HELP = `
Runs until ctrl-C or SIGTERM. State, objects, keys and ports are kept in the data folder and survive a restart.
Servers that are not on the machine are downloaded, or built once with Go; TIDEMARK_TEMPORAL_BIN and
TIDEMARK_VERSITYGW_BIN name your own.

Exit codes: 0 after a stop; 1 when a server cannot start or ends by itself, or when a stack already runs in the data
folder (with --json: prints the addresses of that one and exits 0); 2 for a port that is wrong or taken.`;

/** Adds `tidemark up`: Temporal and S3 on this machine, in the foreground. */
export function registerUp(program: Command): void {
  program
    .command('up')
    .description('start the local stack: a real Temporal and a real S3 server on this machine')
    .option('--data <folder>', 'folder for everything the stack keeps', DEFAULT_DATA_DIR)
    .option('--temporal-port <port>', "port of Temporal's API (default: the last one, else 7233 or a free one)", portOf)
    .option('--s3-port <port>', 'port of the S3 server (default: the last one, else 9000 or a free one)', portOf)
    .option('--ui-port <port>', "port of Temporal's web page (default: the last one, else 8233 or a free one)", portOf)
    .option('--no-ui', "leave out Temporal's web page")
    .option('--json', 'print the addresses as one line of JSON')
    .addHelpText('after', HELP)
    .action(async (options: UpOptions) => {
      process.exitCode = await runUp(options);
    });
}

async function runUp(options: UpOptions): Promise<number> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  let stack: LocalStack | undefined;
  try {
    stack = await startStack({
      dataDir: options.data,
      ui: options.ui,
      ports: { temporal: options.temporalPort, s3: options.s3Port, ui: options.uiPort },
      progress: createProgress(),
      signal: stopping.signal,
    });
    process.stdout.write(options.json === true ? jsonOf(stack) : textOf(stack));
    const broken = await Promise.race([stack.broken, aborted(stopping.signal)]);
    if (broken === undefined) return 0;
    return failed(broken);
  } catch (error) {
    if (stopping.signal.aborted) return failed(new Error('stopped before the servers were up'));
    if (error instanceof StackRunningError && options.json === true) {
      const running = await readStack(options.data);
      if (running !== undefined) {
        process.stdout.write(jsonOf(running));
        return 0;
      }
    }
    return failed(error);
  } finally {
    await stack?.stop();
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}

function failed(error: unknown): number {
  process.stderr.write(`${pc.red('tidemark up:')} ${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof PortTakenError ? 2 : 1;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function textOf(stack: StackAddresses): string {
  const exports = Object.entries(stackEnvironment(stack)).map(([name, value]) => `export ${name}=${value}`);
  return [
    '',
    `${pc.green('up')}  Temporal  ${stack.temporalAddress}`,
    ...(stack.uiAddress === null ? [] : [`    its page  ${stack.uiAddress}`]),
    `    S3        ${stack.s3Endpoint}, bucket ${stack.bucket}`,
    '',
    'Tidemark finds it by itself in this folder. For other programs and other folders:',
    ...exports,
    '',
    `Next, in another terminal: ${pc.bold('npx tidemark init')}. Stop with ctrl-C; nothing is lost.`,
    '',
  ].join('\n');
}

function jsonOf(stack: StackAddresses): string {
  const { pid, temporalAddress, uiAddress, s3Endpoint, region, bucket } = stack;
  const environment = stackEnvironment(stack);
  return `${JSON.stringify({ pid, temporalAddress, uiAddress, s3Endpoint, region, bucket, environment })}\n`;
}

function portOf(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
}
