import type { PipelineConfig } from '../pipeline/config.js';
import type { LogFile, LogObject } from './log-object.js';
import type { LogEntry, TrafficRecord } from './traffic-record.js';

/**
 * What an object is to a source, by its key. `log`: it holds records. `companion`: it holds only what records of other
 * objects need. `log-and-companion`: both. Anything else is a word for why it is passed over, such as `manifest`.
 */
export type ObjectRole = 'log' | 'companion' | 'log-and-companion' | { readonly ignored: string };

/** What records need from companion objects, by a key of the source's choosing (a trace, a span). */
export type CompanionFacts = ReadonlyMap<string, unknown>;

export interface ReadContext {
  /** `traffic` of the pipeline: metadata keys and the field map. */
  readonly settings: PipelineConfig['traffic'];
  readonly facts: CompanionFacts;
  /** Opens another object of the logs' bucket that a record points to; null when there is none. */
  open(key: string): Promise<LogFile | null>;
}

/**
 * One log format. Reading never throws because of what a record holds: what cannot be read is quarantined with a reason.
 * An object that makes no sense as a whole throws `UnreadableObject`.
 */
export interface TrafficSource {
  readonly name: string;
  /** @default every object is a log */
  readonly roleOf?: (object: Pick<LogObject, 'key' | 'size'>) => ObjectRole;
  /** Entries of an object in batches. */
  read(file: LogFile, context: ReadContext): AsyncIterable<readonly LogEntry[]>;
  /** For those who ask what records there are before they ask what a few of them say: several times as fast. */
  readonly abridged?: AbridgedReading;
  /** Which companion objects records of these logs may need. */
  readonly companionsFor?: (logs: readonly LogObject[], companions: readonly LogObject[]) => readonly LogObject[];
  /** Takes what records may need out of a companion object. */
  readonly readCompanion?: (file: LogFile, context: ReadContext, facts: Map<string, unknown>) => Promise<void>;
  /** Whether the start of an object's text, or its Parquet columns, look like this format; for `init` and `check`. */
  readonly recognises: (probe: LogProbe) => boolean;
}

/**
 * The same entries, but prompt, answer, system prompt, earlier turns, tools and attributes of their records may be other
 * ones: of the texts only which of them are blank or missing is true. Entries are true until the next batch is asked for.
 */
interface AbridgedReading {
  read: TrafficSource['read'];
  /** The record whole, from the `raw` that came with it. */
  recordOf(raw: Uint8Array): TrafficRecord;
}

/** What is known of an object without reading it all. */
export interface LogProbe {
  readonly key: string;
  /** First complete lines, or the start of a document without line breaks; empty for Parquet. */
  readonly start: string;
  /** Columns of a Parquet file; empty for text. */
  readonly columns: readonly string[];
}
