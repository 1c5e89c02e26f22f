import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { createS3Client } from '../../activities/storage/s3-object-store.js';
import { type ServerContext, ServerProcess } from './server-process.js';
import { addressesOf, type StackAddresses, type StackFile } from './stack-file.js';

/**
 * Starts the S3 server over plain files, and waits until the bucket is there. Checksums and types of the objects are
 * kept in extended attributes, or in files beside them where the file system has none.
 */
export async function startS3(command: string, file: StackFile, context: ServerContext): Promise<ServerProcess> {
  const sidecar = join(context.dataDir, 'object-metadata');
  if (existsSync(sidecar)) return await startWith(command, ['--sidecar', sidecar], file, context);
  try {
    return await startWith(command, [], file, context);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('xattrs are not supported'))) throw error;
    await mkdir(sidecar);
    return await startWith(command, ['--sidecar', sidecar], file, context);
  }
}

async function startWith(
  command: string,
  metadata: readonly string[],
  file: StackFile,
  context: ServerContext,
): Promise<ServerProcess> {
  const server = await ServerProcess.start(
    {
      title: 'the S3 server',
      command,
      args: [
        '--quiet',
        '--keep-alive',
        '--port',
        `127.0.0.1:${file.ports.s3}`,
        'posix',
        ...metadata,
        join(context.dataDir, 's3'),
      ],
      // In the environment, where no list of processes shows them.
      environment: { ROOT_ACCESS_KEY: file.accessKeyId, ROOT_SECRET_KEY: file.secretAccessKey },
      logPath: join(context.dataDir, 'logs', 's3.log'),
    },
    context,
  );
  await server.ready(() => ensureBucket(addressesOf(file, process.pid)), context.signal);
  return server;
}

/** Ready when our own keys are accepted, so that another server on the port is not taken for ours. */
async function ensureBucket(stack: StackAddresses): Promise<void> {
  const { s3Endpoint, region, accessKeyId, secretAccessKey } = stack;
  const client = createS3Client({ endpoint: s3Endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    if (Buckets?.some(({ Name }) => Name === stack.bucket) === true) return;
    await client.send(new CreateBucketCommand({ Bucket: stack.bucket }));
  } finally {
    client.destroy();
  }
}
