import { isGrpcServiceError, ScheduleNotFoundError, WorkflowFailedError } from '@temporalio/client';
import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { CommanderError } from 'commander';
import { PipelineFileError } from '../../activities/pipeline/pipeline-problem.js';
import { Refusal } from '../../activities/refusal.js';
import { ObjectStoreError } from '../../activities/storage/object-store.js';
import { cleanText } from './clean-text.js';
import { EXIT, type ExitCode } from './exit-code.js';

/** A failure as the command line tells it: lines that can be acted on, a code for programs, an exit code. */
export interface FailureReport {
  readonly code: string;
  /** One line each; more than one only for a YAML with several problems. */
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}

/** Refusals that come from what the user typed or set, rather than from what was found in the data. */
const INPUT_CODES = new Set(['BadInput', 'BadEnvironment', 'PipelineFileMissing', 'FileExists']);

const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** Reads any error into one clear line: what was wrong, where, what to change. Never a stack. */
export function reportOf(error: unknown): FailureReport {
  const report = knownReportOf(error);
  return { ...report, lines: report.lines.map(cleanText) };
}

function knownReportOf(error: unknown): FailureReport {
  if (error instanceof CommanderError) {
    return { code: 'BadInput', lines: [error.message.replace(/^error: /, '')], exitCode: EXIT.wrongInput };
  }
  if (error instanceof PipelineFileError) {
    return { code: 'BadPipelineFile', lines: error.message.split('\n'), exitCode: EXIT.wrongInput };
  }
  if (error instanceof Refusal) {
    const exitCode = INPUT_CODES.has(error.code) ? EXIT.wrongInput : EXIT.failed;
    return { code: error.code, lines: [error.message], exitCode };
  }
  if (error instanceof ObjectStoreError) return failed(error.code, objectStoreText(error));
  if (error instanceof WorkflowFailedError) return failed(...workflowFailure(error));
  if (error instanceof ScheduleNotFoundError) {
    return failed('NotApplied', `Temporal has no schedule ${error.scheduleId}; run "tidemark apply" first`);
  }
  if (error instanceof WorkflowNotFoundError) {
    return failed('WorkflowNotFound', `Temporal has no workflow ${error.workflowId} in this namespace`);
  }
  const grpc = grpcErrorIn(error);
  if (grpc !== undefined) return failed('TemporalRefused', grpcText(grpc));
  return failed('Unexpected', error instanceof Error ? oneLine(error.message) : String(error));
}

function failed(code: string, line: string): FailureReport {
  return { code, lines: [oneLine(line)], exitCode: EXIT.failed };
}

/** What to do about the failures of S3 that people meet; the place stands in the error's own brackets. */
function objectStoreText(error: ObjectStoreError): string {
  const place = /\[bucket=[^\]]*\]/.exec(error.message)?.[0] ?? '';
  switch (error.code) {
    case 'NoSuchBucket':
      return `the bucket does not exist ${place}; create it, or correct the bucket in the pipeline's YAML`;
    case 'AccessDenied':
      return `access to the bucket was denied ${place}; give these credentials s3:ListBucket, s3:GetObject and s3:PutObject`;
    case 'InvalidAccessKeyId':
    // versitygw's name for it.
    case 'XAdminUserNotFound':
      return `S3 does not know the access key ${place}; check AWS_ACCESS_KEY_ID or the profile`;
    case 'SignatureDoesNotMatch':
      return `S3 refused the secret key ${place}; check AWS_SECRET_ACCESS_KEY`;
    case 'CredentialsProviderError':
      return `no S3 credentials were found ${place}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE or a role, or start the local stack with "tidemark up"`;
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return `the S3 credentials have expired ${place}; log in again`;
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
      return `the bucket lies in another region ${place}; set AWS_REGION to the bucket's`;
    default:
      if (isUnreachable(error)) {
        return `S3 is not reachable ${place}; check AWS_ENDPOINT_URL_S3 and the network, or start the local stack with "tidemark up"`;
      }
      if (error.message.includes('Region is missing')) {
        return `no AWS region is set ${place}; set AWS_REGION to the bucket's`;
      }
      return `S3: ${error.message}`;
  }
}

function isUnreachable(error: ObjectStoreError): boolean {
  const codes = [...causesOf(error)].flatMap((cause) => (hasCode(cause) ? [String(cause.code)] : []));
  const network = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];
  return codes.some((code) => network.includes(code)) || error.code === 'TimeoutError';
}

/** The innermost failure of a run: the one that says what happened. */
function workflowFailure(error: WorkflowFailedError): [code: string, line: string] {
  const causes = [...causesOf(error.cause)];
  const application = causes.findLast((cause) => cause instanceof ApplicationFailure);
  if (application !== undefined) {
    const type = application.type ?? 'Error';
    return [type, `the run failed: ${withoutDot(application.message)} (${type})`];
  }
  const innermost = causes.at(-1);
  if (innermost instanceof TimeoutFailure)
    return ['Timeout', `the run failed: it took too long (${innermost.message})`];
  if (innermost instanceof CancelledFailure) return ['Cancelled', 'the run was cancelled'];
  if (innermost instanceof TerminatedFailure) return ['Terminated', 'the run was terminated'];
  return ['WorkflowFailed', `the run failed: ${innermost instanceof Error ? innermost.message : error.message}`];
}

/** The one line of a workflow's failure, for tables. */
export function workflowFailureText(error: unknown): string {
  return reportOf(error).lines[0] ?? '';
}

function grpcText(error: { readonly code?: unknown; readonly details: string }): string {
  switch (error.code) {
    case NOT_FOUND:
      return `Temporal: ${withoutDot(error.details)}; check TEMPORAL_NAMESPACE`;
    case PERMISSION_DENIED:
    case UNAUTHENTICATED:
      return `Temporal refused the credentials (${withoutDot(error.details)}); check TEMPORAL_API_KEY and TEMPORAL_NAMESPACE`;
    default:
      return `Temporal: ${withoutDot(error.details)}`;
  }
}

function grpcErrorIn(error: unknown) {
  return [...causesOf(error)].find((cause) => isGrpcServiceError(cause));
}

/** The error, its cause, the cause of that, and so on. */
function* causesOf(error: unknown): Iterable<unknown> {
  let current = error;
  for (let depth = 0; depth < 20 && current instanceof Error; depth += 1) {
    yield current;
    if (current instanceof AggregateError) yield* current.errors;
    current = current.cause;
  }
}

function hasCode(error: unknown): error is { readonly code: unknown } {
  return typeof error === 'object' && error !== null && 'code' in error;
}

function withoutDot(text: string): string {
  return text.replace(/\.\s*$/, '');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** On stderr for people; with `--json` on stdout as well, where a program looks for the result. */
export function printFailure({ code, lines }: FailureReport, isJson: boolean): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
  if (isJson) process.stdout.write(`${JSON.stringify({ error: { code, message: lines.join('\n') } })}\n`);
}
