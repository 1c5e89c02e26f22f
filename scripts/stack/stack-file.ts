import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning, processIdentitySchema } from './process-identity.js';

/** Where the stack of a folder keeps its data, unless told otherwise. */
export const DEFAULT_DATA_DIR = '.tidemark';

const stackFileSchema = z.object({
  /** The process that runs the stack, null when it is stopped. */
  owner: processIdentitySchema.nullable(),
  /** The servers it started: what a start after a crash has to end. */
  servers: z.array(processIdentitySchema.extend({ title: z.string() })),
  ports: z.object({ temporal: z.int(), s3: z.int(), ui: z.int().nullable() }),
  bucket: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  /** Key of the user hash: hashes of two runs agree only under the same key. */
  userKey: z.string(),
});

export type StackFile = z.infer<typeof stackFileSchema>;

/** What a program needs to use a stack. The S3 server takes any region by this name. */
export interface StackAddresses {
  /** Process id of the `tidemark up` that runs it. */
  readonly pid: number;
  /** `host:port` of Temporal's gRPC API; the namespace is `default`. */
  readonly temporalAddress: string;
  /** Address of Temporal's web page, null when it was not started. */
  readonly uiAddress: string | null;
  readonly s3Endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly userKey: string;
}

/** The stack that runs in this data folder, or undefined when none does. */
export async function readStack(dataDir = DEFAULT_DATA_DIR): Promise<StackAddresses | undefined> {
  const file = await readStackFile(dataDir);
  if (file?.owner === null || file?.owner === undefined || file.servers.length === 0) return undefined;
  return (await isRunning(file.owner)) ? addressesOf(file, file.owner.pid) : undefined;
}

/** The environment under which the AWS SDK, Temporal's clients and Tidemark's worker use this stack. */
export function stackEnvironment(stack: StackAddresses): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: stack.temporalAddress,
    AWS_ENDPOINT_URL_S3: stack.s3Endpoint,
    AWS_REGION: stack.region,
    AWS_ACCESS_KEY_ID: stack.accessKeyId,
    AWS_SECRET_ACCESS_KEY: stack.secretAccessKey,
    TIDEMARK_USER_KEY: stack.userKey,
  };
}

export function addressesOf(file: StackFile, pid: number): StackAddresses {
  return {
    pid,
    temporalAddress: `127.0.0.1:${file.ports.temporal}`,
    uiAddress: file.ports.ui === null ? null : `http://127.0.0.1:${file.ports.ui}`,
    s3Endpoint: `http://127.0.0.1:${file.ports.s3}`,
    region: 'us-east-1',
    bucket: file.bucket,
    accessKeyId: file.accessKeyId,
    secretAccessKey: file.secretAccessKey,
    userKey: file.userKey,
  };
}

/** Fresh secrets for a folder that has no stack yet. */
export function createSecrets(): Pick<StackFile, 'accessKeyId' | 'secretAccessKey' | 'userKey'> {
  return {
    accessKeyId: `tidemark-${randomBytes(6).toString('hex')}`,
    secretAccessKey: randomBytes(24).toString('base64url'),
    userKey: randomBytes(32).toString('base64url'),
  };
}

/**
 * The file as it was last written, whether or not the stack still runs; undefined when there is none.
 * @throws {Error} when it is not a stack file: its secrets open the data, so it is never overwritten unasked.
 */
export async function readStackFile(dataDir: string): Promise<StackFile | undefined> {
  const path = stackFilePath(dataDir);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return stackFileSchema.parse(JSON.parse(content));
  } catch (error) {
    throw new Error(`${path} cannot be read as a stack file; move it away to begin with new keys`, { cause: error });
  }
}

/** Replaces the file in one step; only its owner may read it. */
export async function writeStackFile(dataDir: string, file: StackFile): Promise<void> {
  const path = stackFilePath(dataDir);
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(partial, path);
}

function stackFilePath(dataDir: string): string {
  return join(dataDir, 'stack.json');
}
