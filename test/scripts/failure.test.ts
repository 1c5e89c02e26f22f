import { WorkflowFailedError } from '@temporalio/client';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../activities/refusal.js';
import { ObjectStoreError } from '../../activities/storage/object-store.js';
import { reportOf } from '../../scripts/terminal/failure.js';

describe('the report of a failure', () => {
  it('unwraps a failed run to what happened, whatever it is wrapped in', () => {
    const refusal = ApplicationFailure.nonRetryable('no traffic in week 2026-W40.', 'EmptyWindow');
    const activity = new ActivityFailure('Activity task failed', 'sample', '1', 'NON_RETRYABLE_FAILURE', 'me', refusal);
    expect(reportOf(failedRun(activity))).toEqual({
      code: 'EmptyWindow',
      lines: ['the run failed: no traffic in week 2026-W40 (EmptyWindow)'],
      exitCode: 1,
    });
  });

  it.each([
    ['Timeout', new TimeoutFailure('workflow timed out', undefined, 'START_TO_CLOSE'), 'it took too long'],
    ['Cancelled', new CancelledFailure('cancelled'), 'was cancelled'],
    ['Terminated', new TerminatedFailure('by hand'), 'was terminated'],
  ])('names the end of a run: %s', (code, cause, text) => {
    const report = reportOf(failedRun(cause));
    expect(report.code).toBe(code);
    expect(report.lines[0]).toContain(text);
  });

  it.each([
    ['NoSuchBucket', 'the bucket does not exist [bucket=b, key=k]; create it'],
    ['AccessDenied', 's3:ListBucket, s3:GetObject and s3:PutObject'],
    ['SignatureDoesNotMatch', 'AWS_SECRET_ACCESS_KEY'],
    ['CredentialsProviderError', 'no S3 credentials were found [bucket=b, key=k]'],
    ['PermanentRedirect', 'AWS_REGION'],
  ])('says what to do about %s', (code, text) => {
    const error = new ObjectStoreError(`cannot read: ${code}`, { code, status: 400, bucket: 'b', key: 'k' }, undefined);
    expect(reportOf(error).lines[0]).toContain(text);
  });

  it('is one line without control characters, whatever the message holds', () => {
    const { lines } = reportOf(new Error('a\u001b[31m\nb\u0007\u202ec'));
    expect(lines).toEqual(['a bc']);
  });

  it('ends with 2 for what was typed, with 1 for what was found', () => {
    expect(reportOf(new Refusal('BadInput', 'x')).exitCode).toBe(2);
    expect(reportOf(new Refusal('EmptyWindow', 'x')).exitCode).toBe(1);
  });
});

function failedRun(cause: Error): WorkflowFailedError {
  return new WorkflowFailedError('Workflow execution failed', cause, 'RETRY_POLICY_NOT_SET');
}
