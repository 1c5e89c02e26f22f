import { describe, expect, it } from 'vitest';
import { makeFolder, NOWHERE, pipelineYaml, runTidemark, spawnTidemark, stackVariables } from './command-line.js';

const YAML = pipelineYaml('chat', 'no-such-bucket');
const SOME_S3 = {
  AWS_ENDPOINT_URL_S3: `http://${NOWHERE}`,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

describe('the command line says in one line what is wrong', () => {
  it.each([
    [
      'the YAML has a typo',
      ['check'],
      YAML.replace('bucket:', 'bukket:'),
      [
        'pipeline.yaml:2:1: storage.bucket: is missing (bucket for everything Tidemark writes); allowed: text of at least 3 characters',
        'pipeline.yaml:3:3: storage.bukket: unknown key; did you mean bucket?',
      ],
    ],
    [
      'the YAML is not there',
      ['apply', 'other.yaml'],
      YAML,
      ['other.yaml: there is no such file; name the pipeline\'s YAML, or write one with "tidemark init"'],
    ],
    ['an option has a typo', ['run', '--wek', '2026-W40'], YAML, ["unknown option '--wek' (Did you mean --week?)"]],
    ['the verb has a typo', ['chek'], YAML, ["unknown command 'chek' (Did you mean check?)"]],
    [
      'the week is none',
      ['run', '--week', '2026-W54'],
      YAML,
      [
        "option '--week <week>' argument '2026-W54' is invalid. \"2026-W54\" is not an ISO week; write it like 2026-W40.",
      ],
    ],
    [
      'the weeks are swapped',
      ['backfill', '--from', '2026-W10', '--to', '2026-W08'],
      YAML,
      ['--from 2026-W10 is later than --to 2026-W08; swap them'],
    ],
    [
      'the release id is none',
      ['release', 'v 42'],
      YAML,
      ['releaseId: 1 to 128 letters, digits, dots, hyphens or underscores'],
    ],
    [
      'the release has an unknown kind',
      ['release', 'v42', '--kind', 'magic'],
      YAML,
      ['kind: one of model, prompt, tooling, rollback'],
    ],
    [
      'the release is out where no field has a value',
      ['release', 'v42', '--where', 'beta'],
      YAML,
      ['--where beta: write field=value, as route=/beta'],
    ],
    [
      'the release is out by two fields',
      ['release', 'v42', '--where', 'route=/beta', 'language=de'],
      YAML,
      ['--where takes values of one field, not of route and language'],
    ],
    [
      'the release is out by an unknown field',
      ['release', 'v42', '--where', 'planet=mars'],
      YAML,
      ['exposure.field: one of model, route, language, unit, system_prompt_sha256'],
    ],
    [
      'a role is none',
      ['worker', '--roles', 'scoring,judging'],
      YAML,
      [
        "option '--roles <list>' argument 'scoring,judging' is invalid. \"judging\" is no role; allowed: orchestration, scoring, analysis.",
      ],
    ],
    [
      'a worker has no user key',
      ['worker'],
      YAML,
      [
        'the environment variable TIDEMARK_USER_KEY is not set; it keys the hash of user ids. Make one with "openssl rand -base64 32", keep it with your secrets, and give every worker the same one',
      ],
    ],
    [
      'the file to write exists',
      ['init', '--yes', '--bucket', 'some-bucket', '--prefix', 'x/'],
      YAML,
      ['pipeline.yaml exists; --force overwrites it, or name another file'],
    ],
  ])('when %s, and ends with 2', async (_case, args, yaml, lines) => {
    const cwd = await makeFolder(yaml);
    const { exitCode, stdout, stderr } = await runTidemark(args, { cwd, variables: SOME_S3 });
    expect(stderr).toEqual(lines);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it('when Temporal is down, and ends with 1', async () => {
    const cwd = await makeFolder(YAML);
    const { exitCode, stderr } = await runTidemark(['apply'], {
      cwd,
      variables: { ...SOME_S3, TEMPORAL_ADDRESS: NOWHERE },
    });
    expect(stderr).toEqual([
      `Temporal is not reachable at ${NOWHERE}; start it with "tidemark up" or set TEMPORAL_ADDRESS`,
    ]);
    expect(exitCode).toBe(1);
  });

  it('when S3 is down, and ends with 1', async () => {
    const cwd = await makeFolder(YAML);
    const { exitCode, stderr } = await spawnTidemark(['reports', 'list'], { cwd, variables: SOME_S3 });
    expect(stderr).toEqual([
      'S3 is not reachable [bucket=no-such-bucket, key=tidemark/chat/reports/index.json]; check AWS_ENDPOINT_URL_S3 and the network, or start the local stack with "tidemark up"',
    ]);
    expect(exitCode).toBe(1);
  });

  it.each([
    ['the bucket does not exist', {}, 'the bucket does not exist [bucket=no-such-bucket,'],
    [
      'the secret key is wrong',
      { AWS_SECRET_ACCESS_KEY: 'wrong' },
      'S3 refused the secret key [bucket=no-such-bucket,',
    ],
    [
      'the access key is unknown',
      { AWS_ACCESS_KEY_ID: 'nobody' },
      'S3 does not know the access key [bucket=no-such-bucket,',
    ],
  ])('when %s, and ends with 1', async (_case, variables, start) => {
    const cwd = await makeFolder(YAML);
    const stack = await stackVariables();
    const { exitCode, stderr } = await runTidemark(['apply'], { cwd, variables: { ...stack, ...variables } });
    expect(stderr).toHaveLength(1);
    expect(stderr[0]).toMatch(new RegExp(`^${start.replaceAll('[', '\\[')}`));
    expect(exitCode).toBe(1);
  });

  it('as JSON on stdout, too, when asked', async () => {
    const cwd = await makeFolder();
    const { exitCode, stdout } = await spawnTidemark(['status', '--json'], { cwd });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'PipelineFileMissing',
        message: 'pipeline.yaml: there is no such file; name the pipeline\'s YAML, or write one with "tidemark init"',
      },
    });
    expect(exitCode).toBe(2);
  });
});
