import { createNoise } from './noise.js';
import type { WireError } from './wire-format.js';

/** What can go wrong with a call of the Messages API. */
export type Fault =
  /** 429 with `retry-after`. */
  | 'rate-limit'
  /** 429 that no waiting mends: the spend limit is reached. */
  | 'spend-limit'
  /** 402: the credit is used up. */
  | 'payment-required'
  /** 529. */
  | 'overloaded'
  /** 500. */
  | 'server-error'
  /** The connection ends before anything is answered, and nothing is billed. */
  | 'drop'
  /** The connection ends in the middle of the answer: billed, but never received. */
  | 'cut'
  /** The answer comes `slowMs` later. */
  | 'slow'
  /** The model refuses: an answer, and billed. */
  | 'refusal'
  /** The answer is cut at half its length by `max_tokens`: billed. */
  | 'truncation';

export interface FaultPlan {
  /** @default 'faults' */
  readonly seed?: string;
  /** Probability of each fault per call. @default none */
  readonly rates?: Readonly<Partial<Record<Fault, number>>>;
  /** Faults of single calls, by their number from 0; before any rate. */
  readonly calls?: Readonly<Record<number, Fault>>;
  /** Seconds named in `retry-after`. @default 1 */
  readonly retryAfterSeconds?: number;
  /** @default 2000 */
  readonly slowMs?: number;
}

/** The fault of the call with this number: the same plan gives the same faults. */
export function faultOf(plan: FaultPlan, call: number): Fault | null {
  const planned = plan.calls?.[call];
  if (planned !== undefined) return planned;
  if (plan.rates === undefined) return null;
  let drawn = createNoise('fault', plan.seed ?? 'faults', call).next();
  for (const fault of FAULTS) {
    drawn -= plan.rates[fault] ?? 0;
    if (drawn < 0) return fault;
  }
  return null;
}

const FAULTS: readonly Fault[] = [
  'rate-limit',
  'spend-limit',
  'payment-required',
  'overloaded',
  'server-error',
  'drop',
  'cut',
  'slow',
  'refusal',
  'truncation',
];

/** The error that a fault answers with; faults of the connection or of the answer itself have none. */
export function failureOf(fault: Fault, plan: FaultPlan): WireError | undefined {
  const failures: Readonly<Partial<Record<Fault, WireError>>> = {
    'rate-limit': {
      status: 429,
      type: 'rate_limit_error',
      message: 'too many requests',
      headers: { 'retry-after': String(plan.retryAfterSeconds ?? 1) },
    },
    'spend-limit': {
      status: 429,
      type: 'rate_limit_error',
      message: 'the spend limit is reached',
      errorCode: 'enforced_spend_limit_reached',
      headers: { 'x-should-retry': 'false' },
    },
    'payment-required': { status: 402, type: 'billing_error', message: 'the credit is used up' },
    overloaded: { status: 529, type: 'overloaded_error', message: 'overloaded' },
    'server-error': { status: 500, type: 'api_error', message: 'internal server error' },
  };
  return failures[fault];
}
