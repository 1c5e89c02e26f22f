import { idOf, instantOf, safeText, textOf } from '../log-fields.js';
import { type LogFile, UnreadableObject } from '../log-object.js';
import type { LogEntry, TrafficRecord } from '../traffic-record.js';
import type { ReadContext, TrafficSource } from '../traffic-source.js';
import { type Conversation, chatMessageOf, conversationOf, textIn, toolsIn } from './chat-messages.js';
import { attributesOf, type Fields, fieldsIn, fieldsOf, listIn, parseJson } from './json-fields.js';
import { answerOf } from './model-answer.js';
import { rawPromptOf } from './raw-prompt.js';

const JSON_LINES_KEY = /\.(?:jsonl|ndjson)(?:\.(?:gz|zst))?$/i;
const CHAT_CALLS =
  /^_?a?(?:completion|text_completion|anthropic_messages|responses|generate_content(?:_stream)?|pass_through_endpoint|llm_passthrough_route)$/;
/** What the gateway writes instead of a text when it was told to log none. */
const REDACTED = 'redacted-by-litellm';
/** What it leaves of a text that it shortened. */
const SHORTENED = /\[base64_data truncated|litellm_truncated/;
/** The owner of the gateway's master key, who is no person. */
const NOBODY = 'default_user_id';
const LATEST_SECONDS = 8.64e12;

type Settings = ReadContext['settings'];

/**
 * LiteLLM's S3 loggers, old and new: one JSON document a call, or a JSON-lines object of a batch of calls. Both write
 * the same fields, and both may write the same call.
 */
export const litellm: TrafficSource = {
  name: 'litellm',
  async *read(file, { settings }) {
    if (JSON_LINES_KEY.test(file.object.key)) yield* readLines(file, settings);
    else yield await readDocument(file, settings);
  },
  recognises: ({ start }) =>
    [/"call_type"\s*:/, /"startTime"\s*:/, /"(?:custom_llm_provider|saved_cache_cost|response_cost)"\s*:/].every(
      (field) => field.test(start),
    ),
};

async function* readLines(file: LogFile, settings: Settings): AsyncGenerator<readonly LogEntry[]> {
  for await (const lines of file.lines()) {
    yield lines.map((logLine): LogEntry => {
      const { line } = logLine;
      if ('unreadable' in logLine) return { line, quarantined: logLine.unreadable };
      return entryOf(line, parseJson(logLine.text), settings);
    });
  }
}

/** A document of one call. Several calls, as a list or one a line, are read too: people join small objects. */
async function readDocument(file: LogFile, settings: Settings): Promise<readonly LogEntry[]> {
  const text = await file.text();
  if (text === '') throw new UnreadableObject('empty_object');
  const document = parseJson(text);
  if (Array.isArray(document)) {
    return (document as readonly unknown[]).map((element, index) => entryOf(index + 1, element, settings));
  }
  if (document !== undefined) return [entryOf(null, document, settings)];
  const lines = text.split('\n');
  if (lines.length === 1 || fieldsOf(parseJson(lines[0] ?? '')) === null) throw new UnreadableObject('invalid_json');
  return lines.flatMap((lineText, index) =>
    lineText.trim() === '' ? [] : [entryOf(index + 1, parseJson(lineText), settings)],
  );
}

function entryOf(line: number | null, value: unknown, settings: Settings): LogEntry {
  if (value === undefined) return { line, quarantined: 'invalid_json' };
  const fields = fieldsOf(value);
  if (fields === null) return { line, quarantined: 'not_an_object' };
  const requestId = idOf(fields['id']);
  const timestampMs = startOf(fields['startTime']);
  if (requestId === null || timestampMs === null) return { line, quarantined: 'missing_fields' };
  const callType = fields['call_type'] ?? '';
  if (callType !== '' && !(typeof callType === 'string' && CHAT_CALLS.test(callType))) {
    return { line, skipped: 'not_chat', timestampMs };
  }
  const conversation = conversationIn(fields);
  if (conversation === null) return { line, skipped: 'no_user_turn', timestampMs };
  if (conversation.prompt === REDACTED) return { line, quarantined: 'redacted_content' };
  const metadata = new CallMetadata(fields, settings);
  const parameters = fieldsIn(fields['model_parameters']);
  const answer = answerOf(fields['response']);
  const { prompt, earlierTurns, turnIndex, systemPrompt, context } = conversation;
  const record: TrafficRecord = {
    requestId,
    timestampMs,
    userId: metadata.userId(),
    sessionId: metadata.sessionId(),
    model: modelOf(fields),
    route: metadata.own(settings.metadataKeys.route),
    response: answer === REDACTED ? null : answer,
    tools: toolsIn(parameters['tools'] ?? parameters['functions']),
    status: fields['status'] === 'failure' ? 'error' : 'ok',
    attributes: metadata.attributes(),
    revision: 0,
    prompt,
    earlierTurns,
    turnIndex,
    systemPrompt,
    context,
  };
  // Both loggers may write one call, with other bytes: copies are told alike by what was read.
  return { line, record, raw: null };
}

/** Seconds since 1970 with microseconds, or a time as text, in milliseconds, floored. */
function startOf(value: unknown): number | null {
  if (typeof value !== 'number') return instantOf(value);
  if (!(value > 0 && value <= LATEST_SECONDS)) return null;
  return Math.floor(value * 1000);
}

function conversationIn(fields: Fields): Conversation | null {
  const { messages } = fields;
  if (typeof messages === 'string') return rawPromptOf(messages);
  const { system, instructions } = fieldsIn(fields['model_parameters']);
  const conversation = conversationOf(listIn(messages).map(chatMessageOf), textIn(system ?? instructions));
  if (conversation === null) return null;
  const { prompt, systemPrompt, earlierTurns } = conversation;
  const isShortened = [prompt, systemPrompt ?? '', ...earlierTurns.map(({ content }) => content)].some((text) =>
    SHORTENED.test(text),
  );
  return isShortened ? { ...conversation, context: 'prompt-only' } : conversation;
}

/** The model's name; some versions put the provider in front. */
function modelOf(fields: Fields): string | null {
  const model = textOf(fields['model']);
  const provider = textOf(fields['custom_llm_provider']);
  if (model === null || provider === null || !model.startsWith(`${provider}/`)) return model;
  return textOf(model.slice(provider.length + 1));
}

/** Who called, and what the caller and the gateway said about the call. */
class CallMetadata {
  readonly #fields: Fields;
  readonly #gateway: Fields;
  readonly #settings: Settings;

  constructor(fields: Fields, settings: Settings) {
    this.#fields = fields;
    this.#gateway = fieldsIn(fields['metadata']);
    this.#settings = settings;
  }

  /** A value that the product put into the call's metadata itself. */
  own(name: string): string | null {
    const { requester_metadata: requester, spend_logs_metadata: spendLogs } = this.#gateway;
    return idOf(fieldsIn(requester)[name]) ?? idOf(fieldsIn(spendLogs)[name]) ?? idOf(this.#gateway[name]);
  }

  /** The key's owner comes last: a service account stands for many people. */
  userId(): string | null {
    const candidates = [
      idOf(this.#fields['end_user']),
      idOf(this.#gateway['user_api_key_end_user_id']),
      idOf(fieldsIn(this.#fields['model_parameters'])['user']),
      this.own(this.#settings.metadataKeys.user),
      idOf(this.#gateway['user_api_key_user_id']),
    ];
    return candidates.find((id) => id !== null && id !== NOBODY) ?? null;
  }

  /** The trace's id is random where the caller gave no session: then every call is a session of its own. */
  sessionId(): string | null {
    return (
      idOf(this.#fields['session_id']) ??
      this.own(this.#settings.metadataKeys.session) ??
      idOf(this.#fields['trace_id'])
    );
  }

  /** Scalars that tell calls apart; each tag is one too, as `tags.<tag>`. */
  attributes(): Readonly<Record<string, string>> {
    const gateway = this.#gateway;
    const tags = listIn(this.#fields['request_tags']).filter((tag) => typeof tag === 'string');
    return attributesOf(
      {
        team_alias: gateway['user_api_key_team_alias'],
        key_alias: gateway['user_api_key_alias'],
        organization_alias: gateway['user_api_key_org_alias'],
        project_alias: gateway['user_api_key_project_alias'],
        model_group: this.#fields['model_group'],
        custom_llm_provider: this.#fields['custom_llm_provider'],
        call_type: this.#fields['call_type'],
        cache_hit: this.#fields['cache_hit'],
        tags: safeText(tags.join(',')),
      },
      fieldsIn(gateway['requester_metadata']),
      fieldsIn(gateway['spend_logs_metadata']),
      Object.fromEntries(tags.map((tag) => [`tags.${tag}`, true])),
    );
  }
}
