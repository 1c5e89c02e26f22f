import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerUp } from '../../scripts/commands/up.js';
import { choosePorts } from '../../scripts/stack/ports.js';
import { isRunning } from '../../scripts/stack/process-identity.js';
import { readStackFile, type StackFile } from '../../scripts/stack/stack-file.js';

const PROGRAM = `
  import { Command } from 'commander';
  import { registerUp } from './scripts/commands/up.ts';
  const program = new Command('tidemark');
  registerUp(program);
  await program.parseAsync(process.argv.slice(1), { from: 'user' });
`;

interface Up {
  readonly child: ChildProcess;
  /** Resolves with the exit code (or the signal) and everything that was printed. */
  readonly ended: Promise<{ code: number | NodeJS.Signals | null; stdout: string; stderr: string }>;
  /** Resolves with the first line on stdout. */
  readonly firstLine: Promise<string>;
}

let dataDir: string;
let ups: Up[];
let ports: string[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tidemark-up-'));
  ups = [];
  const wish = { title: 'a test', asked: undefined, option: '', preferred: [] };
  const [temporal, s3] = await choosePorts([wish, wish]);
  ports = ['--temporal-port', String(temporal), '--s3-port', String(s3)];
});
afterEach(async () => {
  for (const { child, ended } of ups) {
    child.kill('SIGTERM');
    await ended;
  }
  await rm(dataDir, { recursive: true, force: true });
});

function up(...args: string[]): Up {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM, '--', 'up', '--data', dataDir, '--no-ui', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
      const end = stdout.indexOf('\n');
      if (end >= 0) resolve(stdout.slice(0, end));
    });
  });
  const ended = new Promise<Awaited<Up['ended']>>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? signal, stdout, stderr }));
  });
  const started = { child, ended, firstLine };
  ups.push(started);
  return started;
}

async function serversOf(): Promise<StackFile['servers']> {
  return (await readStackFile(dataDir))?.servers ?? [];
}

async function allGone(processes: StackFile['servers'], withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const alive = await Promise.all(processes.map(isRunning));
    if (!alive.includes(true)) return true;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('tidemark up', () => {
  it('leaves no process behind after SIGTERM, and a second one says that a stack runs already', async () => {
    const first = up('--json', ...ports);
    const line = await first.firstLine;
    expect(JSON.parse(line)).toMatchObject({ pid: first.child.pid, bucket: 'tidemark' });
    const servers = await serversOf();
    expect(servers).toHaveLength(2);
    expect(await allGone(servers, 0)).toBe(false);

    const [second, third] = await Promise.all([up().ended, up('--json').ended]);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    expect(second.stderr).toContain(`already (process ${first.child.pid})`);
    expect(third).toMatchObject({ code: 0, stdout: `${line}\n` });

    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(await allGone(servers, 0)).toBe(true);
  });

  it('prints addresses, export lines and the next step for people, and stops on ctrl-C', async () => {
    const { child, ended, firstLine } = up(...ports);
    await firstLine;
    const servers = await serversOf();
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(await allGone(servers, 0)).toBe(true);
    const { secretAccessKey } = (await readStackFile(dataDir)) ?? {};
    expect(stdout).toContain(`export TEMPORAL_ADDRESS=127.0.0.1:${ports[1]}\n`);
    expect(stdout).toContain(`export AWS_ENDPOINT_URL_S3=http://127.0.0.1:${ports[3]}\n`);
    expect(stdout).toContain(`export AWS_SECRET_ACCESS_KEY=${secretAccessKey}\n`);
    expect(stdout).toContain('tidemark init');
  });

  it('leaves no process behind even when it is killed, and starts again in the same folder', async () => {
    const first = up('--json', ...ports);
    await first.firstLine;
    const servers = await serversOf();
    first.child.kill('SIGKILL');
    expect(await first.ended).toMatchObject({ code: 'SIGKILL' });
    expect(await allGone(servers, 9000)).toBe(true);
    const second = up('--json');
    expect(JSON.parse(await second.firstLine)).toMatchObject({
      pid: second.child.pid,
      environment: { TEMPORAL_ADDRESS: `127.0.0.1:${ports[1]}` },
    });
  });

  it('leaves no process behind when it is stopped while the servers start', async () => {
    const { child, ended } = up('--json', ...ports);
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk: Buffer) => (chunk.includes('starting') ? resolve() : undefined));
    });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 1, stdout: '' });
    expect(await readStackFile(dataDir)).toBeUndefined();
    const [temporal, s3] = [Number(ports[1]), Number(ports[3])];
    const wish = { title: 'a test', option: '', preferred: [] };
    // The ports are free again, so nobody listens.
    expect(
      await choosePorts([
        { ...wish, asked: temporal },
        { ...wish, asked: s3 },
      ]),
    ).toEqual([temporal, s3]);
  });

  it.each([
    ['--s3-port', '0'],
    ['--s3-port', 'x'],
    ['--temporal-port', '70000'],
  ])('refuses %s %s', async (...wrong) => {
    const program = new Command('tidemark').exitOverride().configureOutput({ writeErr: () => undefined });
    registerUp(program);
    await expect(program.parseAsync(['up', ...wrong], { from: 'user' })).rejects.toThrow(
      'A port is a whole number from 1 to 65535.',
    );
  });

  it('exits with 1 and one line when a server ends by itself', async () => {
    const { ended, firstLine } = up('--json', ...ports);
    await firstLine;
    const servers = await serversOf();
    process.kill(servers.find(({ title }) => title === 'the S3 server')?.pid ?? Number.NaN, 'SIGKILL');
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toContain('the S3 server has ended by itself');
    expect(await allGone(servers, 0)).toBe(true);
  });
});
