import { sha256Hex } from '../storage/artifact.js';
import type { SampleRow } from './sample-table.js';
import type { SelectionRow } from './selection-table.js';
import type { TrafficRecord } from './traffic-record.js';
import { hashSession, hashUnit } from './user-hash.js';

/** The row of a chosen record, which must be redacted already. */
export function sampleRow(redacted: TrafficRecord, selected: SelectionRow, userKey: string): SampleRow {
  const { user, unit } = hashUnit(redacted, userKey);
  return {
    request_id: redacted.requestId,
    timestamp: redacted.timestampMs,
    user,
    unit,
    session: hashSession(redacted, userKey),
    model: redacted.model,
    route: redacted.route,
    stratum: selected.stratum,
    inclusion_probability: selected.inclusion_probability,
    weight: 1 / selected.inclusion_probability,
    turn_index: 1 + redacted.earlierTurns.filter(({ role }) => role === 'user').length,
    prompt: redacted.prompt,
    prompt_sha256: sha256Hex(redacted.prompt),
    response: redacted.response,
    system_prompt: redacted.systemPrompt,
    earlier_turns: JSON.stringify(redacted.earlierTurns),
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
