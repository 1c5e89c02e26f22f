import { idOf, textOf } from '../log-fields.js';
import { type LogFile, UnreadableObject } from '../log-object.js';
import { daysOfKey } from '../log-objects.js';
import type { LogEntry, TrafficRecord } from '../traffic-record.js';
import type { ObjectRole, ReadContext, TrafficSource } from '../traffic-source.js';
import { toolsIn } from './chat-messages.js';
import { attributesOf, type Fields, fieldsIn } from './json-fields.js';
import { langfuseAnswerOf, langfuseInputOf } from './langfuse-content.js';
import { jsonIn, type LogRow, readLogRows, tagsIn, timeIn } from './log-rows.js';

/** Tables of the export that hold no generation, and a word for each. */
const OTHER_TABLES: Readonly<Record<string, string>> = { manifests: 'manifest', scores: 'scores_table' };
const TABLE = /(?:^|\/)(observations_v2|observations|traces|scores|manifests)\/[^/]+$/;
const REQUIRED = ['id', 'type', 'start_time', 'input'];
const COLUMNS = [
  ...REQUIRED,
  'project_id',
  'trace_id',
  'output',
  'provided_model_name',
  'user_id',
  'session_id',
  'metadata',
  'level',
  'updated_at',
  'environment',
  'name',
  'trace_name',
  'version',
  'release',
  'tags',
  'tool_definitions',
];
const TRACE_COLUMNS = ['id', 'project_id', 'user_id', 'session_id', 'updated_at', 'release', 'tags'];
/** A trace and what was observed in it may lie in the files of different days. */
const TRACE_DAYS = 2;
const DAY_MS = 86_400_000;

/** Who a trace belongs to, in the newest copy of it. */
interface TraceFacts {
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly updatedMs: number;
}

/**
 * Langfuse's export to blob storage: the tables `observations_v2` and `observations` (older) as JSON lines, JSON or
 * Parquet. Only generations are calls of a model. One that is exported again, or in both tables, is one record: the
 * newest `updated_at` counts. The older table names no user and no session: those come from the table `traces`.
 */
export const langfuse: TrafficSource = {
  name: 'langfuse',
  roleOf({ key }): ObjectRole {
    const table = tableOf(key);
    if (table === 'traces') return 'companion';
    const other = table === null ? undefined : OTHER_TABLES[table];
    if (other !== undefined) return { ignored: other };
    return key.endsWith('/') ? { ignored: 'folder_marker' } : 'log';
  },
  async *read(file, context) {
    // Its columns are known, but nobody has shown how it quotes.
    if (/\.csv(?:\.gz)?$/i.test(file.object.key)) throw new UnreadableObject('unsupported_csv');
    const isNewer = tableOf(file.object.key) !== 'observations';
    for await (const rows of readLogRows(file, COLUMNS, REQUIRED)) {
      yield rows.map((row) => entryOf(row, context, isNewer));
    }
  },
  companionsFor(logs, companions) {
    const named = logs.filter(({ key }) => tableOf(key) === 'observations').map(({ key }) => dayOf(key));
    return companions.filter(({ key }) => {
      const own = dayOf(key);
      return named.some((day) => day === null || own === null || Math.abs(day - own) <= TRACE_DAYS * DAY_MS);
    });
  },
  readCompanion: readTraces,
  recognises: ({ start, columns }) =>
    columns.length > 0
      ? ['trace_id', 'start_time', 'provided_model_name'].every((name) => columns.includes(name))
      : [/"trace_id"\s*:/, /"start_time"\s*:/, /"provided_model_name"\s*:/].every((field) => field.test(start)),
};

function tableOf(key: string): string | null {
  return TABLE.exec(key)?.[1] ?? null;
}

/** The day that a file's name says, which is the end of its export window. */
function dayOf(key: string): number | null {
  return daysOfKey(key.slice(key.lastIndexOf('/') + 1))[0] ?? null;
}

async function readTraces(file: LogFile, _context: ReadContext, facts: Map<string, unknown>): Promise<void> {
  for await (const rows of readLogRows(file, TRACE_COLUMNS, ['id'])) {
    for (const row of rows) {
      if ('quarantined' in row || idOf(row.fields['id']) === null) continue;
      const { fields } = row;
      const key = traceKey(fields['project_id'], fields['id']);
      const trace: TraceFacts = {
        userId: idOf(fields['user_id']),
        sessionId: idOf(fields['session_id']),
        updatedMs: timeIn(fields['updated_at']) ?? 0,
      };
      const known = facts.get(key) as TraceFacts | undefined;
      if (known === undefined || trace.updatedMs >= known.updatedMs) facts.set(key, trace);
    }
  }
}

/** Callers may choose the ids of their traces: only inside a project is one unique. */
function traceKey(projectId: unknown, traceId: unknown): string {
  return `${idOf(projectId) ?? ''}\0${idOf(traceId) ?? ''}`;
}

function entryOf(row: LogRow, { settings, facts }: ReadContext, isNewer: boolean): LogEntry {
  const { line } = row;
  if ('quarantined' in row) return { line, quarantined: row.quarantined };
  const { fields } = row;
  const requestId = idOf(fields['id']);
  const timestampMs = timeIn(fields['start_time']);
  if (requestId === null || timestampMs === null || typeof fields['type'] !== 'string' || !('input' in fields)) {
    return { line, quarantined: 'missing_fields' };
  }
  if (fields['type'] !== 'GENERATION') return { line, skipped: 'not_generation', timestampMs };
  const input = langfuseInputOf(fields['input']);
  if (input.conversation === null) return { line, skipped: 'no_user_turn', timestampMs };
  const metadata = fieldsIn(jsonIn(fields['metadata']));
  const { user, session, route } = settings.metadataKeys;
  const trace = facts.get(traceKey(fields['project_id'], fields['trace_id'])) as TraceFacts | undefined;
  const status = fields['level'] === 'ERROR' ? 'error' : 'ok';
  const record: TrafficRecord = {
    requestId,
    timestampMs,
    userId: idOf(fields['user_id']) ?? trace?.userId ?? idOf(metadata[user]),
    sessionId: idOf(fields['session_id']) ?? trace?.sessionId ?? idOf(metadata[session]),
    model: textOf(fields['provided_model_name']),
    route: idOf(metadata[route]),
    response: status === 'error' ? null : langfuseAnswerOf(fields['output']),
    tools: input.tools ?? toolsIn(jsonIn(fields['tool_definitions'])),
    status,
    attributes: attributesIn(fields, metadata, input.isDamaged),
    // The newest copy counts; of two from the same moment the one of the newer table, which knows more.
    revision: 2 * (timeIn(fields['updated_at']) ?? 0) + (isNewer ? 1 : 0),
    ...input.conversation,
  };
  // The tables write one generation with other bytes: copies are told alike by what was read.
  return { line, record, raw: null };
}

function attributesIn(fields: Fields, metadata: Fields, isDamaged: boolean): Readonly<Record<string, string>> {
  const { environment, name, trace_name, version, release } = fields;
  return attributesOf(
    { environment, name, trace_name, version, release },
    isDamaged ? { damaged_json: 'input' } : {},
    metadata,
    tagsIn(fields['tags']),
  );
}
