import { metricMeter } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { Refusal } from '../activities/refusal.js';
import { ObjectStoreError } from '../activities/storage/object-store.js';

/** Codes of S3 that a retry cannot mend: the bucket or the rights must change. */
const LASTING_S3_CODES = new Set([
  'NoSuchBucket',
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
  'CredentialsProviderError',
]);

/** Tells Temporal which failures are final, so that the rooms need not know that it exists. */
function toActivityFailure(error: unknown): unknown {
  if (error instanceof Refusal) {
    return ApplicationFailure.create({ message: error.message, type: error.code, nonRetryable: true });
  }
  if (error instanceof ObjectStoreError) {
    const nonRetryable = LASTING_S3_CODES.has(error.code);
    return ApplicationFailure.create({ message: error.message, type: error.code, nonRetryable });
  }
  return error;
}

export const failureInterceptor: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    try {
      return await next(input);
    } catch (error) {
      const failure = toActivityFailure(error);
      if (failure instanceof ApplicationFailure) {
        metricMeter.createCounter('tidemark_activity_failures').add(1, { type: failure.type ?? 'unknown' });
      }
      throw failure;
    }
  },
};
