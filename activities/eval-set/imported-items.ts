import { Refusal } from '../refusal.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { itemIdOf } from '../traffic/item-id.js';
import { safeText } from '../traffic/log-fields.js';
import type { TrafficRecord } from '../traffic/traffic-record.js';
import { hashUnit } from '../traffic/user-hash.js';
import type { EvalSetRow } from './eval-set-table.js';
import type { RawItem } from './item-import.js';
import { badInput } from './item-import-text.js';
import { createNearDuplicateIndex, type NearDuplicateIndex } from './near-duplicates.js';
import { IMPORTED } from './placed-traffic.js';

/** The topic of an item that no reference has placed yet. */
const NO_TOPIC = -1;

export interface ImportOptions {
  /** Name of the file, for messages. */
  readonly name: string;
  /** Redacts a record; one that cannot be redacted must throw. */
  readonly redact: (record: TrafficRecord) => TrafficRecord;
  /** Key of the user hash; needed when the file names users. */
  readonly userKey: string | undefined;
  /** Keeps items that are only nearly the same. Copies are merged in any case. */
  readonly keepAlike: boolean;
}

/** An item as it may be stored. */
export interface ImportedItem {
  readonly line: number;
  /** Without the week, which the history gives. */
  readonly row: Omit<EvalSetRow, 'added_week'>;
}

export interface ImportedItems {
  readonly items: readonly ImportedItem[];
  /** Lines that were merged into an earlier one, because they say the same or nearly so. */
  readonly merged: readonly { readonly line: number; readonly into: number }[];
}

/**
 * Items of a file as anchors of the eval set: redacted, users hashed, each with an id of its own. Items whose prompts
 * are (nearly) the same, with the same context and the same expected answer, are merged into the first, which counts
 * them; with another context or answer they are different cases and stay apart.
 * @throws {Refusal} `BadInput` for ids that contradict each other or hold personal data; `BadEnvironment` without a key
 */
export function importedItems(raw: readonly RawItem[], options: ImportOptions): ImportedItems {
  const items: { line: number; row: Omit<EvalSetRow, 'added_week'> }[] = [];
  const merged: { line: number; into: number }[] = [];
  const byId = new Map<string, number>();
  const alike = new Map<string, { index: NearDuplicateIndex; members: number[] }>();
  for (const item of raw) {
    const row = rowOf(item, options);
    const known = byId.get(row.item_id);
    const first = known === undefined ? undefined : items[known];
    if (first !== undefined && !saysTheSame(first.row, row)) {
      const key = item.id === null ? 'expected' : 'id';
      throw badInput(
        options.name,
        item.line,
        key,
        `contradicts line ${first.line}: ${contradiction(item, first.line)}`,
      );
    }
    const group = canonicalJson([row.system_prompt, row.earlier_turns, row.response]);
    const { index, members } = alike.get(group) ?? { index: createNearDuplicateIndex(), members: [] };
    alike.set(group, { index, members });
    const like = known ?? (options.keepAlike ? undefined : members[index.find(row.prompt) ?? -1]);
    const into = like === undefined ? undefined : items[like];
    if (like !== undefined && into !== undefined) {
      items[like] = { ...into, row: { ...into.row, cluster_size: into.row.cluster_size + 1 } };
      merged.push({ line: item.line, into: into.line });
      continue;
    }
    byId.set(row.item_id, items.length);
    index.add(row.prompt);
    members.push(items.length);
    items.push({ line: item.line, row });
  }
  return { items, merged };
}

/** Whether two rows of one id are one item. */
export function saysTheSame(a: Content, b: Content): boolean {
  return (
    a.prompt_sha256 === b.prompt_sha256 &&
    a.response === b.response &&
    a.system_prompt === b.system_prompt &&
    a.earlier_turns === b.earlier_turns
  );
}

type Content = Pick<EvalSetRow, 'prompt_sha256' | 'response' | 'system_prompt' | 'earlier_turns'>;

function contradiction({ id }: RawItem, line: number): string {
  return id === null
    ? `the prompt of line ${line} with another answer; keep one of them, or give both an id`
    : `the id of line ${line} for something else; give one of them another id`;
}

function rowOf(item: RawItem, options: ImportOptions): Omit<EvalSetRow, 'added_week'> {
  const { name, redact, userKey } = options;
  const record = redacted(item, options);
  const context = {
    prompt: record.prompt,
    systemPrompt: record.systemPrompt,
    earlierTurns: record.earlierTurns,
  };
  if (item.id !== null && redact({ ...record, prompt: item.id }).prompt !== item.id) {
    throw badInput(
      name,
      item.line,
      'id',
      'looks like personal data or a secret, and ids are stored as they are; use another id',
    );
  }
  const requestId = `import:${item.id ?? sha256Hex(canonicalJson(context)).slice(0, 20)}`;
  if (item.user !== null && userKey === undefined) {
    throw new Refusal(
      'BadEnvironment',
      `${name}:${item.line}: user: TIDEMARK_USER_KEY is not set, and users are stored as keyed hashes only; set the worker's, or leave the users out`,
    );
  }
  return {
    item_id: itemIdOf(requestId),
    added_reason: IMPORTED,
    retired_week: null,
    retired_reason: null,
    anchor: true,
    stratum: IMPORTED,
    topic: NO_TOPIC,
    inclusion_probability: 1,
    weight: 0,
    request_id: requestId,
    // An item without a user is a unit of its own.
    user: item.user === null ? `i_${sha256Hex(requestId).slice(0, 24)}` : hashUnit(record, userKey ?? '').user,
    session: null,
    model: record.model === null ? null : safeText(record.model),
    prompt: record.prompt,
    prompt_sha256: sha256Hex(record.prompt),
    response: record.response,
    system_prompt: record.systemPrompt,
    earlier_turns: JSON.stringify(record.earlierTurns.map(({ role, content }) => ({ role: safeText(role), content }))),
    tools: null,
    context: 'complete',
    language: null,
    cluster_size: 1,
  };
}

/** Fails closed: what cannot be redacted is not stored. */
function redacted(item: RawItem, { name, redact }: ImportOptions): TrafficRecord {
  try {
    return redact(recordOf(item));
  } catch (cause) {
    throw badInput(name, item.line, null, 'cannot be redacted, so it cannot be stored; leave it out', { cause });
  }
}

function recordOf({ prompt, systemPrompt, earlierTurns, response, model, user }: RawItem): TrafficRecord {
  return {
    requestId: '',
    timestampMs: 0,
    userId: user,
    sessionId: null,
    model,
    route: null,
    prompt,
    response,
    systemPrompt,
    earlierTurns,
    turnIndex: null,
    tools: null,
    context: 'complete',
    status: 'ok',
    attributes: {},
    revision: 0,
  };
}
