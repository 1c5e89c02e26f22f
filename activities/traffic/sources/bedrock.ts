import { idOf, instantOf, textOf } from '../log-fields.js';
import type { LogLine } from '../log-lines.js';
import { UnreadableObject } from '../log-object.js';
import type { LogEntry, TrafficRecord } from '../traffic-record.js';
import type { ObjectRole, ReadContext, TrafficSource } from '../traffic-source.js';
import { type Conversation, chatMessageOf, conversationOf, textIn, toolsIn } from './chat-messages.js';
import { attributesOf, type Fields, fieldsIn, fieldsOf, parseJson } from './json-fields.js';
import { answerOf } from './model-answer.js';
import { rawPromptOf } from './raw-prompt.js';

const PERMISSION_CHECK_KEY = /(?:^|\/)amazon-bedrock-logs-permission-check$/;
/** Bodies and images too large for a record lie in a folder beside the records, in files that look like logs. */
const BODY_KEY = /(?:^|\/)data\/[^/]*_(?:input|output)[^/]*$|\/BedrockModelInvocationLogs\/.*\/data\/[^/]+$/;
const LOG_KEY = /\.jsonl?(?:\.(?:gz|zst))?$|\/[^/.]*$/i;
/** Models that make vectors, rankings or pictures. */
const OTHER_MODEL = /embed|rerank|stability\.|titan-image|nova-(?:canvas|reel)/i;
const OTHER_ANSWERS = ['embedding', 'embeddings', 'embeddingsByType', 'images', 'artifacts'] as const;
/** Records whose bodies are fetched at the same time. */
const RECORDS_AT_ONCE = 16;

/** Why a record cannot be read. */
class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
  readonly reason: string;

  constructor(reason: string) {
    super(`log record is unreadable: ${reason}`);
    this.reason = reason;
  }
}

/**
 * Model invocation logs that Amazon Bedrock delivers to S3: one JSON record a line. A body too large for its record is an
 * object of its own, and is read from the bucket that holds the record, whatever bucket its path names.
 */
export const bedrock: TrafficSource = {
  name: 'bedrock',
  roleOf,
  async *read(file, context) {
    for await (const lines of file.lines()) {
      for (let start = 0; start < lines.length; start += RECORDS_AT_ONCE) {
        yield await Promise.all(lines.slice(start, start + RECORDS_AT_ONCE).map((line) => entryOf(line, context)));
      }
    }
  },
  recognises: ({ start }) =>
    ['requestId', 'modelId', 'operation', 'input'].every((name) => new RegExp(`"${name}"\\s*:`).test(start)) &&
    /"schemaType"\s*:\s*"ModelInvocationLog"|"inputContentType"\s*:|"inputBodyJson"\s*:/.test(start),
};

function roleOf({ key }: { readonly key: string }): ObjectRole {
  if (PERMISSION_CHECK_KEY.test(key)) return { ignored: 'permission_check_marker' };
  if (BODY_KEY.test(key)) return { ignored: 'offloaded_body' };
  return LOG_KEY.test(`/${key}`) ? 'log' : { ignored: 'not_a_log' };
}

async function entryOf(logLine: LogLine, context: ReadContext): Promise<LogEntry> {
  const { line } = logLine;
  if ('unreadable' in logLine) return { line, quarantined: logLine.unreadable };
  const value = parseJson(logLine.text);
  const fields = fieldsOf(value);
  if (fields === null) return { line, quarantined: value === undefined ? 'invalid_json' : 'not_an_object' };
  const requestId = idOf(fields['requestId']);
  const timestampMs = instantOf(fields['timestamp']);
  if (requestId === null || timestampMs === null) return { line, quarantined: 'missing_fields' };
  try {
    const call = await callIn(fields, context);
    if (typeof call === 'string') return { line, skipped: call, timestampMs };
    return { line, record: recordOf({ requestId, timestampMs }, fields, call, context.settings), raw: logLine };
  } catch (error) {
    if (error instanceof UnreadableRecord) return { line, quarantined: error.reason };
    throw error;
  }
}

interface Call {
  readonly input: Fields;
  readonly conversation: Conversation;
  readonly answer: string | null;
}

/** What was asked and answered, or why this is no call for a user. */
async function callIn(fields: Fields, context: ReadContext): Promise<Call | string> {
  if (OTHER_MODEL.test(textOf(fields['modelId']) ?? '')) return 'not_chat';
  const body = await bodyOf(fieldsIn(fields['input']), 'input', context);
  if (body === undefined) {
    // Requests refused at the door are logged without a body; otherwise the account logs no texts at all.
    if (hasFailed(fields)) return 'no_user_turn';
    throw new UnreadableRecord('no_content');
  }
  const input = fieldsIn(body);
  const { messages, prompt, inputText } = input;
  const rawPrompt = prompt ?? inputText;
  if (!Array.isArray(messages) && typeof rawPrompt !== 'string') return 'not_chat';
  const output = await bodyOf(fieldsIn(fields['output']), 'output', context);
  if (OTHER_ANSWERS.some((name) => name in fieldsIn(output))) return 'not_chat';
  const conversation = Array.isArray(messages)
    ? conversationOf((messages as readonly unknown[]).map(chatMessageOf), textIn(input['system']))
    : rawPromptOf(String(rawPrompt));
  if (conversation === null) return 'no_user_turn';
  return { input, conversation, answer: answerOf(output) };
}

/**
 * The body of a request or response: in the record, or in an object of its own. Undefined when none was logged.
 * @throws {UnreadableRecord} the object is missing or damaged
 */
async function bodyOf(part: Fields, side: 'input' | 'output', context: ReadContext): Promise<unknown> {
  const inline = part[`${side}BodyJson`] ?? undefined;
  if (inline !== undefined) return typeof inline === 'string' ? (parseJson(inline) ?? inline) : inline;
  const path = textOf(part[`${side}BodyS3Path`]);
  if (path === null) return undefined;
  const body = parseJson(await offloadedText(path.replace(/^s3:\/\/[^/]*\//, ''), context));
  if (body === undefined) throw new UnreadableRecord('damaged_offloaded_body');
  return body;
}

async function offloadedText(key: string, context: ReadContext): Promise<string> {
  try {
    const file = await context.open(key);
    if (file !== null) return await file.text();
  } catch (error) {
    if (!(error instanceof UnreadableObject)) throw error;
    if (error.reason !== 'object_vanished') throw new UnreadableRecord('damaged_offloaded_body');
  }
  throw new UnreadableRecord('missing_offloaded_body');
}

function recordOf(
  ids: Pick<TrafficRecord, 'requestId' | 'timestampMs'>,
  fields: Fields,
  { input, conversation, answer }: Call,
  { metadataKeys }: ReadContext['settings'],
): TrafficRecord {
  // The caller's own metadata; the identity in the record is the service's role and no person.
  const metadata = fieldsIn(fields['requestMetadata']);
  const { region, operation, accountId } = fields;
  const failed = hasFailed(fields);
  const { prompt, earlierTurns, turnIndex, systemPrompt, context } = conversation;
  // Written out, because spreading takes as long as parsing the record.
  return {
    requestId: ids.requestId,
    timestampMs: ids.timestampMs,
    prompt,
    earlierTurns,
    turnIndex,
    systemPrompt,
    context,
    userId: idOf(metadata[metadataKeys.user]) ?? idOf(fieldsIn(input['metadata'])['user_id']),
    sessionId: idOf(metadata[metadataKeys.session]),
    model: textOf(fields['modelId']),
    route: idOf(metadata[metadataKeys.route]),
    response: failed ? null : answer,
    tools: toolsIn(input['tools'] ?? fieldsIn(input['toolConfig'])['tools']),
    status: failed ? 'error' : 'ok',
    attributes: attributesOf(metadata, { region, operation, accountId }),
    revision: 0,
  };
}

function hasFailed(fields: Fields): boolean {
  return idOf(fields['errorCode']) !== null;
}
