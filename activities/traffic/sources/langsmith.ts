import { idOf, textOf } from '../log-fields.js';
import type { LogFile } from '../log-object.js';
import { daysOfKey } from '../log-objects.js';
import type { LogEntry, TrafficRecord } from '../traffic-record.js';
import type { ObjectRole, ReadContext, TrafficSource } from '../traffic-source.js';
import { answerIn, type Conversation, conversationOf, textIn, toolsIn } from './chat-messages.js';
import { attributesOf, type Fields, fieldsIn, fieldsOf, listIn } from './json-fields.js';
import { langchainMessageOf, langchainMessagesOf, langchainPromptOf } from './langchain-messages.js';
import { jsonIn, type LogRow, readLogRows, tagsIn, timeIn } from './log-rows.js';
import { answerOf } from './model-answer.js';

const REQUIRED = ['id', 'run_type', 'start_time', 'inputs'];
const COLUMNS = [...REQUIRED, 'trace_id', 'outputs', 'error', 'extra', 'status', 'name', 'tags', 'session_id'];
const ROOT_COLUMNS = ['id', 'trace_id', 'extra'];
/** Where products put the conversation, after the key that the pipeline names. */
const SESSION_KEYS = ['session_id', 'thread_id', 'conversation_id'];
const DAY_MS = 86_400_000;

/** Who a trace belongs to, as its root run says. */
interface RootFacts {
  readonly userId: string | null;
  readonly sessionId: string | null;
}

/**
 * LangSmith's bulk export of runs as Parquet. Only runs of type `llm` are calls of a model: chains and tools around them
 * repeat the same text. A run that names no user takes the one of the root run of its trace.
 */
export const langsmith: TrafficSource = {
  name: 'langsmith',
  roleOf({ key }): ObjectRole {
    if (/(?:^|\/)tmp\/[^/]+\.txt$/.test(key)) return { ignored: 'destination_validation_file' };
    if (/\/resource=(?!runs\/)[^/]+\//.test(key)) return { ignored: 'other_table' };
    return /\.parquet$/i.test(key) ? 'log-and-companion' : { ignored: 'not_parquet' };
  },
  async *read(file, context) {
    for await (const rows of readLogRows(file, COLUMNS, REQUIRED)) yield rows.map((row) => entryOf(row, context));
  },
  companionsFor(logs, companions) {
    // A trace that runs over midnight lies in the partitions of two days.
    const named = logs.map(({ key }) => dayOf(key));
    return companions.filter(({ key }) => {
      const own = dayOf(key);
      return named.some((day) => day === null || own === null || Math.abs(day - own) <= DAY_MS);
    });
  },
  readCompanion: readRoots,
  recognises: ({ columns }) => ['run_type', 'inputs', 'start_time', 'trace_id'].every((name) => columns.includes(name)),
};

/** The day of a partition, the last that the key names. */
function dayOf(key: string): number | null {
  return daysOfKey(key).at(-1) ?? null;
}

async function readRoots(file: LogFile, { settings }: ReadContext, facts: Map<string, unknown>): Promise<void> {
  for await (const rows of readLogRows(file, ROOT_COLUMNS, [])) {
    for (const row of rows) {
      if ('quarantined' in row) continue;
      // The root of a trace gave it its id.
      const traceId = idOf(row.fields['trace_id']);
      if (traceId === null || row.fields['id'] !== traceId) continue;
      const owner = ownerIn(fieldsIn(fieldsIn(jsonIn(row.fields['extra']))['metadata']), settings);
      if (owner.userId !== null || owner.sessionId !== null) facts.set(traceId, owner);
    }
  }
}

function ownerIn(metadata: Fields, { metadataKeys }: ReadContext['settings']): RootFacts {
  const sessions = [metadataKeys.session, ...SESSION_KEYS].map((key) => idOf(metadata[key]));
  return {
    userId: idOf(metadata[metadataKeys.user]),
    sessionId: sessions.find((id) => id !== null) ?? null,
  };
}

function entryOf(row: LogRow, { settings, facts }: ReadContext): LogEntry {
  const { line } = row;
  if ('quarantined' in row) return { line, quarantined: row.quarantined };
  const { fields } = row;
  const requestId = idOf(fields['id']);
  const timestampMs = timeIn(fields['start_time']);
  const isLlm = fields['run_type'] === 'llm';
  if (!isLlm && typeof fields['run_type'] === 'string') return { line, skipped: 'not_llm', timestampMs };
  if (requestId === null || timestampMs === null || !isLlm) return { line, quarantined: 'missing_fields' };
  // A later export has the run when it is done.
  if (fields['status'] === 'pending') return { line, quarantined: 'incomplete_run' };
  const inputs = jsonIn(fields['inputs']);
  if (inputs === undefined) return { line, quarantined: 'invalid_json' };
  const conversation = conversationIn(fieldsIn(inputs));
  if (conversation === null) return { line, skipped: 'no_user_turn', timestampMs };
  const extra = fieldsIn(jsonIn(fields['extra']));
  const metadata = fieldsIn(extra['metadata']);
  const parameters = fieldsIn(extra['invocation_params']);
  const { tools, functions, model } = { ...parameters, ...fieldsIn(inputs) };
  const owner = ownerIn(metadata, settings);
  const root = facts.get(idOf(fields['trace_id']) ?? '') as RootFacts | undefined;
  const status = fields['status'] === 'error' || textOf(fields['error']) !== null ? 'error' : 'ok';
  const record: TrafficRecord = {
    requestId,
    timestampMs,
    userId: owner.userId ?? root?.userId ?? null,
    sessionId: owner.sessionId ?? root?.sessionId ?? null,
    model:
      textOf(metadata['ls_model_name']) ??
      textOf(parameters['model']) ??
      textOf(parameters['model_name']) ??
      textOf(model),
    route: idOf(metadata[settings.metadataKeys.route]),
    response: status === 'error' ? null : answerOfRun(jsonIn(fields['outputs'])),
    tools: toolsIn(tools ?? functions),
    status,
    attributes: attributesIn(fields, metadata),
    revision: 0,
    ...conversation,
  };
  return { line, record, raw: null };
}

function conversationIn({ messages, input, prompts, prompt, system, instructions }: Fields): Conversation | null {
  const turns = Array.isArray(messages) ? messages : input;
  if (Array.isArray(turns)) return conversationOf(langchainMessagesOf(turns), textIn(system ?? instructions));
  const text = listIn(prompts)[0] ?? prompt ?? input;
  return typeof text === 'string' ? langchainPromptOf(text) : null;
}

/** The first generation of LangChain's result, or an answer as the providers' APIs return it. */
function answerOfRun(outputs: unknown): string | null {
  const fields = fieldsIn(outputs);
  const [generations] = listIn(fields['generations']);
  if (generations === undefined) {
    const message = fieldsOf(fields['message']) ?? fieldsOf(fields['output']);
    return (message === null ? null : answerIn(langchainMessageOf(message).text)) ?? answerOf(outputs);
  }
  const generation = fieldsIn(Array.isArray(generations) ? generations[0] : generations);
  if (fieldsOf(generation['message']) === null) return answerIn(generation['text']);
  return answerIn(langchainMessageOf(generation['message']).text);
}

function attributesIn(fields: Fields, metadata: Fields): Readonly<Record<string, string>> {
  return attributesOf({ name: fields['name'], project: fields['session_id'] }, metadata, tagsIn(fields['tags']));
}
