import type { PipelineConfig } from '../pipeline/config.js';
import type { StratumField } from './sampling.js';
import type { TrafficRecord } from './traffic-record.js';
import type { TrafficSource } from './traffic-source.js';

/** Strata and filters that ask for no text of a record. */
const WITHOUT_TEXTS: ReadonlySet<string> = new Set(['route', 'model', 'turn-depth']);

/** A source, and how one of its records is had whole. */
export interface RecordReading {
  readonly source: Pick<TrafficSource, 'read' | 'readCompanion'>;
  /** Reads a record whole from its bytes; null where all are whole. */
  readonly recordOf: ((raw: Uint8Array) => TrafficRecord) | null;
}

/**
 * How records are read of which few are kept: abridged, where the source can do so and nothing that decides over a record
 * is in its texts.
 */
export function readingOf(
  source: TrafficSource,
  strata: readonly StratumField[],
  filters: PipelineConfig['traffic']['filters'],
): RecordReading {
  const { abridged } = source;
  const asked = [...strata, ...filters.map(({ field }) => field)];
  if (abridged === undefined || asked.some((field) => !WITHOUT_TEXTS.has(field))) return { source, recordOf: null };
  return { source: { ...source, read: abridged.read }, recordOf: abridged.recordOf };
}
