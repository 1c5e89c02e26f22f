import { basename } from 'node:path';
import { isCancel, select, text } from '@clack/prompts';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import type { PipelineAnswers } from '../../activities/pipeline/pipeline-template.js';
import { Refusal } from '../../activities/refusal.js';
import { TRAFFIC_SOURCES } from '../../activities/traffic/traffic-sources.js';

/** What the flags of `tidemark init` said. */
export interface GivenAnswers {
  readonly name?: string;
  readonly bucket?: string;
  readonly logsBucket?: string;
  readonly prefix?: string;
  readonly source?: string;
  readonly production?: string;
  readonly candidate?: string;
  readonly judge?: string;
}

export interface InitSurroundings {
  /** Bucket of a local stack, the best guess there is. */
  readonly localBucket: string | undefined;
  /** Prefix of the logs in a bucket, by looking into it; undefined when it holds none. */
  guessPrefix(bucket: string): Promise<string | undefined>;
  /** Format of the logs below a prefix; undefined when it cannot be told. */
  guessSource(bucket: string, prefix: string): Promise<string | undefined>;
}

/** A model that grades well and is in the price file. */
const DEFAULT_JUDGE = 'claude-opus-5-5';
const DEFAULT_NAME = 'my-product';

/**
 * The answers from flags and guesses alone.
 * @throws {Refusal} `BadInput`, naming the flag that is missing
 */
export async function answersFromFlags(given: GivenAnswers, around: InitSurroundings): Promise<PipelineAnswers> {
  const bucket = given.bucket ?? around.localBucket;
  if (bucket === undefined) throw new Refusal('BadInput', 'name the bucket with --bucket');
  const prefix = given.prefix ?? (await around.guessPrefix(given.logsBucket ?? bucket));
  if (prefix === undefined) {
    const place = `s3://${given.logsBucket ?? bucket}`;
    throw new Refusal(
      'BadInput',
      `no JSON, JSONL or Parquet object was found in ${place}; say where the logs lie with --prefix`,
    );
  }
  return {
    name: given.name ?? folderName(),
    bucket,
    trafficBucket: given.logsBucket,
    trafficPrefix: prefix,
    source: given.source ?? (await around.guessSource(given.logsBucket ?? bucket, prefix)),
    production: given.production,
    candidate: given.candidate,
    judge: given.judge ?? DEFAULT_JUDGE,
  };
}

/** Asks for whatever the flags left open; undefined when the user gave up. */
export async function askAnswers(given: GivenAnswers, around: InitSurroundings): Promise<PipelineAnswers | undefined> {
  const name = given.name ?? (await ask('Name of the pipeline', folderName(), nameProblem));
  if (name === undefined) return undefined;
  const bucket =
    given.bucket ?? (await ask('Bucket for what Tidemark writes', around.localBucket ?? '', bucketProblem));
  if (bucket === undefined) return undefined;
  const logsBucket = given.logsBucket ?? (await ask('Bucket of the logs', bucket, bucketProblem));
  if (logsBucket === undefined) return undefined;
  const guess = given.prefix === undefined ? await around.guessPrefix(logsBucket) : undefined;
  const prefix = given.prefix ?? (await ask('Keys of the logs start with', guess ?? 'logs/', () => undefined));
  if (prefix === undefined) return undefined;
  const source = given.source ?? (await askSource(await around.guessSource(logsBucket, prefix)));
  if (source === undefined) return undefined;
  const candidate =
    given.candidate ?? (await ask('Model that may replace production (empty: none)', '', () => undefined));
  if (candidate === undefined) return undefined;
  const judge = given.judge ?? (await ask('Model that judges', DEFAULT_JUDGE, required));
  if (judge === undefined) return undefined;
  return {
    name,
    bucket,
    trafficBucket: logsBucket === bucket ? undefined : logsBucket,
    trafficPrefix: prefix,
    source,
    production: given.production,
    candidate: candidate === '' ? undefined : candidate,
    judge,
  };
}

/** Undefined when the user gave up. */
async function askSource(guess: string | undefined): Promise<string | undefined> {
  const names = Object.keys(TRAFFIC_SOURCES);
  const answer = await select({
    message: 'Format of the logs',
    options: names.map((value) => (value === guess ? { value, hint: 'looks like it' } : { value })),
    ...(guess === undefined ? {} : { initialValue: guess }),
    output: process.stderr,
  });
  return isCancel(answer) ? undefined : answer;
}

async function ask(
  message: string,
  initialValue: string,
  problem: (value: string) => string | undefined,
): Promise<string | undefined> {
  const answer = await text({
    message,
    initialValue,
    // Stdout belongs to the result.
    output: process.stderr,
    validate: (value) => problem((value ?? '').trim()),
  });
  return isCancel(answer) ? undefined : answer.trim();
}

function nameProblem(value: string): string | undefined {
  return pipelineSchema.shape.name.safeParse(value).error?.issues[0]?.message;
}

function bucketProblem(value: string): string | undefined {
  return value.length >= 3 ? undefined : 'a bucket name has at least three characters';
}

function required(value: string): string | undefined {
  return value === '' ? 'needed' : undefined;
}

function folderName(): string {
  const name = basename(process.cwd())
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  return name === '' ? DEFAULT_NAME : name;
}
