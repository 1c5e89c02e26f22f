import type { StratumField } from './sampling.js';
import type { TrafficRecord } from './traffic-record.js';

/** What cannot be read off a record itself. */
export interface StratumFacts {
  /** ISO 639-1 code, or null. */
  languageOf(text: string): string | null;
  /** Number of the topic in the frozen topic map; null while there is no map. */
  topicOf(text: string): number | null;
}

/** From this turn on, depths are one stratum. */
const DEEP_TURN = 4;

/** The stratum of a record: `all`, or the values of the fields that are sampled apart, such as `route=chat model=a`. */
export function createStratumOf(
  fields: readonly StratumField[],
  facts: StratumFacts,
): (record: TrafficRecord) => string {
  if (fields.length === 0) return () => 'all';
  const valueOf: Record<StratumField, (record: TrafficRecord) => string | number | null> = {
    route: ({ route }) => route,
    model: ({ model }) => model,
    language: ({ prompt }) => facts.languageOf(prompt),
    topic: ({ prompt }) => facts.topicOf(prompt),
    'turn-depth': ({ turnIndex }) => {
      if (turnIndex === null) return null;
      return turnIndex >= DEEP_TURN ? `${DEEP_TURN}+` : turnIndex;
    },
  };
  return (record) => fields.map((field) => `${field}=${valueOf[field](record) ?? 'unknown'}`).join(' ');
}
