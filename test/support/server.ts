import { randomBytes } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';
import { createS3Client, S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { readStack, type StackAddresses } from '../../scripts/stack/stack-file.js';
import { findTimeSkippingServer } from '../../scripts/stack/time-skipping-server.js';

/** The real Temporal and the real S3 server of this test run; the first call in the run starts them (some seconds). */
export async function sharedStack(): Promise<StackAddresses> {
  const response = await fetch(inject('stackDesk'));
  const answer = await response.text();
  const stack = response.ok ? await readStack(answer) : undefined;
  if (stack === undefined) throw new Error(`the test stack does not run: ${answer}`);
  return stack;
}

/** A client of the shared S3 server with its root keys. */
export async function createTestS3Client() {
  const { s3Endpoint, region, accessKeyId, secretAccessKey } = await sharedStack();
  return createS3Client({ endpoint: s3Endpoint, region, credentials: { accessKeyId, secretAccessKey } });
}

/** A new, empty bucket on the shared S3 server. Call it once per file, or per test that counts objects. */
export async function openTestBucket(): Promise<S3ObjectStore> {
  const client = await createTestS3Client();
  const bucket = `test-${randomBytes(6).toString('hex')}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return new S3ObjectStore(client, bucket);
}

/**
 * Clients of the shared Temporal server: schedules, lists and search attributes work, time passes as it does outside.
 * Use a task queue and workflow ids of your own; `teardown()` leaves the server alone.
 */
export async function connectToTemporal(): Promise<TestWorkflowEnvironment> {
  const { temporalAddress } = await sharedStack();
  return await TestWorkflowEnvironment.createFromExistingServer({ address: temporalAddress, namespace: 'default' });
}

/**
 * A Temporal server of this test file's own, on which days pass while a result is awaited. It knows no schedules, no
 * lists and no versioning. End it with `teardown()`.
 */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const path = await findTimeSkippingServer();
  const options = { server: { executable: { type: 'existing-path', path } } } as const;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping(options);
    } catch (error) {
      // The SDK gives it five seconds to come up, which a busy machine may not.
      if (attempt === 4) throw error;
    }
  }
}
