import type { PipelineConfig } from '../pipeline/config.js';
import type { StratumField } from './sampling.js';
import type { TrafficRecord } from './traffic-record.js';
import type { TrafficSource } from './traffic-source.js';

/** Strata and filters that ask for no text of a record. */
const WITHOUT_TEXTS: ReadonlySet<string> = new Set(['route', 'model', 'turn-depth']);

/** Characters a record counts with beside its texts. */
const RECORD_CHARACTERS = 500;

/** A record that outlasts the reading of its object. */
export interface KeptRecord {
  /** Roughly what it takes of the memory. */
  readonly characters: number;
  whole(): TrafficRecord;
}

/** A source, and how one of its records is kept whole. */
export interface RecordReading {
  readonly source: Pick<TrafficSource, 'read' | 'readCompanion'>;
  keep(record: TrafficRecord, raw: Uint8Array | null): KeptRecord;
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
  if (abridged === undefined || asked.some((field) => !WITHOUT_TEXTS.has(field))) return { source, keep: keepWhole };
  return {
    source: { ...source, read: abridged.read },
    keep: (record, raw) => {
      if (raw === null) return keepWhole(record);
      // Parsed only if it is still wanted in the end, which few are. A text, because memory of its own for every few
      // kilobytes would be given back late.
      const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('latin1');
      return {
        characters: RECORD_CHARACTERS + bytes.length,
        whole: () => abridged.recordOf(Buffer.from(bytes, 'latin1')),
      };
    },
  };
}

function keepWhole(record: TrafficRecord): KeptRecord {
  // A copy: were records seen to live long, V8 would make all of them where only a full collection finds them.
  const copy = { ...record };
  return { characters: charactersOf(copy), whole: () => copy };
}

function charactersOf({ prompt, response, systemPrompt, earlierTurns, tools }: TrafficRecord): number {
  let characters = RECORD_CHARACTERS + prompt.length;
  characters += (response?.length ?? 0) + (systemPrompt?.length ?? 0) + (tools?.length ?? 0);
  for (const { content } of earlierTurns) characters += content.length;
  return characters;
}
