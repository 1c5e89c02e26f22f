import type { SampleRow } from '../traffic/sample-table.js';
import type { Breathe } from './five-part-split.js';
import { measurePatterns } from './patterns/registry.js';
import type { FollowedRequest } from './user-windows.js';

/** Without a session, two prompts of one user belong together when no more than this lies between them. */
const SESSION_GAP_MS = 60 * 60 * 1000;

/** What the pinned reference says of a vector. */
export interface ReferenceMap {
  topicOf(vector: Float32Array): number;
  featuresOf(vector: Float32Array): ArrayLike<number>;
}

/** A row of a sample with the vector of its prompt. */
export interface EmbeddedRow {
  readonly row: SampleRow;
  readonly vector: Float32Array;
}

/**
 * A sample and its vectors -> requests to follow. Features are computed once per distinct prompt, however many windows
 * and placebo dates the request will count in, and kept in single precision.
 * @param rows ordered by time, as samples are
 */
export async function followRequests(
  rows: readonly EmbeddedRow[],
  reference: ReferenceMap,
  breathe: Breathe,
): Promise<FollowedRequest[]> {
  const placed = new Map<string, Pick<FollowedRequest, 'topic' | 'features'>>();
  const previous = new Map<string, SampleRow>();
  const requests: FollowedRequest[] = [];
  for (const { row, vector } of rows) {
    let place = placed.get(row.prompt_sha256);
    if (place === undefined) {
      place = { topic: reference.topicOf(vector), features: Float32Array.from(reference.featuresOf(vector)) };
      placed.set(row.prompt_sha256, place);
    }
    const thread = `${row.user}\0${row.session ?? ''}`;
    const context = { previousPrompt: previousPrompt(row, previous.get(thread)) };
    previous.set(thread, row);
    requests.push({
      user: row.user,
      timeMs: row.timestamp,
      ...place,
      patterns: measurePatterns(row.prompt, context),
    });
    await breathe();
  }
  return requests;
}

function previousPrompt(row: SampleRow, before: SampleRow | undefined): string | null {
  if (before === undefined) return null;
  if (row.session === null && row.timestamp - before.timestamp > SESSION_GAP_MS) return null;
  return before.prompt;
}
