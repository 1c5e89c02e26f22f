import { createNoise } from './noise.js';
import type { WireError } from './wire-format.js';

/** What can become of one request of a batch, other than an answer. */
export type RowFault =
  /** Errors that asking again mends. */
  | 'api-error'
  | 'overloaded'
  | 'rate-limit'
  /** Refused as invalid, in every batch: it hangs on the request alone. */
  | 'invalid'
  /** Ended without an answer although the batch was done. */
  | 'expired'
  | 'canceled';

/** What can happen to the answer of a creation: the batch is there all the same. */
export type CreationFault =
  /** The connection ends before the answer. */
  | 'drop'
  /** The answer comes `slowMs` later. */
  | 'slow';

export interface BatchFaultPlan {
  /** @default 'batches' */
  readonly seed?: string;
  /** Probability of each fault per request, drawn anew in every batch but for `invalid`. @default none */
  readonly rates?: Readonly<Partial<Record<RowFault, number>>>;
  /** Reads of each batch's results, the first ones, that end early, between two lines. @default 0 */
  readonly cutReads?: number;
  /** Share of the results that come twice. @default 0 */
  readonly duplicated?: number;
  /** Order of the results, as compared with the requests. @default 'reversed' */
  readonly order?: 'reversed' | 'shuffled';
  /** Faults of single creations, by their number from 0. */
  readonly creations?: Readonly<Record<number, CreationFault>>;
  /** @default 2000 */
  readonly slowMs?: number;
}

const FAULTS: readonly RowFault[] = ['api-error', 'overloaded', 'rate-limit', 'expired', 'canceled'];

/** The fault of one request of a batch: the same plan gives the same faults. */
export function rowFaultOf(plan: BatchFaultPlan, batchId: string, customId: string, digest: string): RowFault | null {
  const { rates, seed = 'batches' } = plan;
  if (rates === undefined) return null;
  if (createNoise('invalid', seed, digest).next() < (rates.invalid ?? 0)) return 'invalid';
  let drawn = createNoise('row', seed, batchId, customId).next();
  for (const fault of FAULTS) {
    drawn -= rates[fault] ?? 0;
    if (drawn < 0) return fault;
  }
  return null;
}

/** The error that a fault leaves in the results; null for requests that were never tried. */
export function rowErrorOf(fault: RowFault): WireError | null {
  const errors: Readonly<Partial<Record<RowFault, WireError>>> = {
    'api-error': { status: 500, type: 'api_error', message: 'internal server error' },
    overloaded: { status: 529, type: 'overloaded_error', message: 'overloaded' },
    'rate-limit': { status: 429, type: 'rate_limit_error', message: 'too many requests' },
    invalid: { status: 400, type: 'invalid_request_error', message: 'params: scripted refusal' },
  };
  return errors[fault] ?? null;
}

/** Result lines as one read of them delivers: in their order, some of them twice, and cut short at first. */
export function deliveredLines(
  lines: readonly string[],
  plan: BatchFaultPlan,
  batchId: string,
  read: number,
): string[] {
  const { seed = 'batches', duplicated = 0 } = plan;
  const placed = lines.map((line, at) => ({ line, place: createNoise('place', seed, batchId, at).next(), at }));
  const ordered =
    plan.order === 'shuffled' ? placed.sort((a, b) => a.place - b.place) : placed.sort((a, b) => b.at - a.at);
  const delivered = ordered.flatMap(({ line, at }) =>
    createNoise('twice', seed, batchId, at).next() < duplicated ? [line, line] : [line],
  );
  if (read >= (plan.cutReads ?? 0)) return delivered;
  return delivered.slice(0, Math.floor(delivered.length * createNoise('cut', seed, batchId, read).next()));
}
