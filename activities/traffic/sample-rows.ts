import { sha256Hex } from '../storage/artifact.js';
import { languageOf } from './language.js';
import type { CollectedRow, SampleRow } from './sample-table.js';
import type { SelectionRow } from './selection-table.js';
import type { TrafficRecord } from './traffic-record.js';
import { hashSession, hashUnit } from './user-hash.js';

/**
 * The row of a record that may be drawn, redacted; null when redacting it throws. Fail closed: such a record must never
 * be kept.
 */
export function collectedRow(
  record: TrafficRecord,
  key: string,
  digest: string,
  redact: (record: TrafficRecord) => TrafficRecord,
  userKey: string,
): CollectedRow | null {
  let redacted: TrafficRecord;
  try {
    redacted = redact(record);
  } catch {
    return null;
  }
  const { user, unit } = hashUnit(redacted, userKey);
  return {
    request_id: redacted.requestId,
    timestamp: redacted.timestampMs,
    user,
    unit,
    session: hashSession(redacted, userKey),
    model: redacted.model,
    route: redacted.route,
    turn_index: redacted.turnIndex,
    prompt: redacted.prompt,
    prompt_sha256: sha256Hex(redacted.prompt),
    response: redacted.response,
    system_prompt: redacted.systemPrompt,
    earlier_turns: JSON.stringify(redacted.earlierTurns),
    tools: redacted.tools,
    context: redacted.context,
    request_key: key,
    content_digest: digest,
  };
}

/** The row of a drawn request. */
export function sampleRow(collected: CollectedRow, selected: SelectionRow): SampleRow {
  const { request_key: _k, content_digest: _d, ...row } = collected;
  const { stratum, inclusion_probability, cap_probability } = selected;
  return {
    ...row,
    language: languageOf(row.prompt),
    stratum,
    inclusion_probability,
    cap_probability,
    draw_probability: inclusion_probability / cap_probability,
    weight: 1 / inclusion_probability,
  };
}

/** In the order of time, so that the bytes do not depend on where the rows lay; each request once. */
export function orderedRows(rows: Iterable<SampleRow>): SampleRow[] {
  const byRequest = new Map<string, SampleRow>();
  for (const row of rows) byRequest.set(row.request_id, row);
  return [...byRequest.values()].sort((a, b) => a.timestamp - b.timestamp || (a.request_id < b.request_id ? -1 : 1));
}

/** Weighted shares of the models that answered, largest first; requests without a model are left out. */
export function modelShares(rows: readonly SampleRow[]): { model: string; share: number }[] {
  const weights = new Map<string, number>();
  for (const { model, weight } of rows) if (model !== null) weights.set(model, (weights.get(model) ?? 0) + weight);
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  return [...weights]
    .map(([model, weight]) => ({ model, share: weight / total }))
    .sort((a, b) => b.share - a.share || (a.model < b.model ? -1 : 1));
}
