import type { SampleRow } from '../traffic/sample-table.js';
import type { Breathe } from './five-part-split.js';
import { measurePatterns } from './patterns/registry.js';
import type { PromptSurroundings } from './prompt-surroundings.js';
import { sessionPlaces } from './session-threads.js';
import type { FollowedRequest } from './user-windows.js';

/** What the pinned reference says of a vector. */
export interface ReferenceMap {
  topicOf(vector: Float32Array): number;
  featuresOf(vector: Float32Array): ArrayLike<number>;
}

const NO_PATTERNS = new Float64Array();

/** A row of a sample with the vector of its prompt. */
export interface EmbeddedRow {
  readonly row: SampleRow;
  readonly vector: Float32Array;
}

/**
 * A sample and its vectors -> requests to follow. Features are computed once per distinct prompt, however many windows
 * and placebo dates the request will count in, and kept in single precision.
 * @param rows ordered by time, as samples are
 * @param surroundings what is known of the prompts of others; without it the patterns, which take most of the time, are
 * left out
 */
export async function followRequests(
  rows: readonly EmbeddedRow[],
  reference: ReferenceMap,
  breathe: Breathe,
  surroundings?: PromptSurroundings,
): Promise<FollowedRequest[]> {
  const placed = new Map<string, Pick<FollowedRequest, 'topic' | 'features' | 'wholeTopic'>>();
  const sessions = surroundings === undefined ? [] : sessionPlaces(rows);
  const requests: FollowedRequest[] = [];
  for (const [at, { row, vector }] of rows.entries()) {
    let place = placed.get(row.prompt_sha256);
    if (place === undefined) {
      const wholeTopic = reference.topicOf(vector);
      place = {
        topic: surroundings?.strippedTopics.get(row.prompt_sha256) ?? wholeTopic,
        wholeTopic,
        features: Float32Array.from(reference.featuresOf(vector)),
      };
      placed.set(row.prompt_sha256, place);
    }
    const { earlier = [], turn = 1, isLast = true } = sessions[at] ?? {};
    const patterns =
      surroundings === undefined
        ? NO_PATTERNS
        : measurePatterns(row.prompt, {
            vector,
            usualCosine: surroundings.usualCosine,
            earlier,
            turn,
            isLast,
            templateUsers: surroundings.templateUsers.get(row.prompt_sha256) ?? 0,
            evalSetDistance: surroundings.evalSetDistanceOf(row, vector),
          });
    requests.push({ user: row.user, timeMs: row.timestamp, ...place, patterns });
    await breathe();
  }
  return requests;
}
