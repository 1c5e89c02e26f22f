import type { Release } from '../../workflows/messages.js';
import { DAY_MS, type IsoWeek } from '../../workflows/window.js';
import { sha256Hex } from '../storage/artifact.js';
import type { SampleRow } from '../traffic/sample-table.js';

/** What answered in a week: a model id, or a system prompt by its digest. */
export interface ServedVersion {
  readonly kind: 'model' | 'prompt';
  /** Model id as logged, or SHA-256 of the redacted system prompt. */
  readonly id: string;
  /** Of the week's requests that log a model, or a system prompt; estimated from the sample. */
  readonly share: number;
  /** First request of the sample that it answered, in ms since 1970. */
  readonly firstSeenMs: number;
  /** Of the requests from then on. */
  readonly shareSince: number;
}

/** Rarer ones are not remembered: system prompts that hold a user's name are all different. */
const REMEMBERED_SHARE = 0.01;
/** How far an announced date may lie from the first request: deploys take a while, and clocks differ. */
const ANNOUNCED_BEFORE_MS = 3 * DAY_MS;
const ANNOUNCED_AFTER_MS = DAY_MS;

type ServedRow = Pick<SampleRow, 'timestamp' | 'weight' | 'model' | 'system_prompt'>;

/** What answered the requests of a sample, most of them first. */
export function servedVersions(rows: readonly ServedRow[]): ServedVersion[] {
  return [
    ...versionsOf(rows, 'model', ({ model }) => model),
    ...versionsOf(rows, 'prompt', ({ system_prompt: prompt }) => (prompt === null ? null : sha256Hex(prompt))),
  ];
}

/**
 * Releases that nobody announced: what answers at least `minShare` of the requests since it appeared, did not in the
 * week before, and lies near no announced release. Dated by the first request of the sample that it answered.
 * @param before of the week before; null when it was not evaluated, and then nothing can be said
 */
export function unannouncedReleases(
  week: IsoWeek,
  current: readonly ServedVersion[],
  before: readonly ServedVersion[] | null,
  announced: readonly Release[],
  minShare: number,
): Release[] {
  if (before === null) return [];
  const wasServed = (kind: ServedVersion['kind']) => before.some((version) => version.kind === kind);
  const known = new Set(before.map(({ kind, id }) => `${kind} ${id}`));
  const isAnnounced = ({ kind, id, firstSeenMs }: ServedVersion) =>
    announced.some(({ modelTo, deployedAt }) => {
      const laterMs = firstSeenMs - Date.parse(deployedAt);
      if (laterMs > -ANNOUNCED_AFTER_MS && laterMs < ANNOUNCED_BEFORE_MS) return true;
      return kind === 'model' && modelTo === id;
    });
  const found = current
    .filter(({ kind, id, shareSince }) => wasServed(kind) && shareSince >= minShare && !known.has(`${kind} ${id}`))
    .filter((version) => !isAnnounced(version))
    .map(({ kind, id, firstSeenMs }) => ({
      releaseId: `found-${week}-${kind}-${sha256Hex(id).slice(0, 8)}`,
      deployedAt: new Date(firstSeenMs).toISOString(),
      modelFrom: kind === 'model' ? (before.find((version) => version.kind === 'model')?.id ?? null) : null,
      modelTo: kind === 'model' ? id : null,
      kind,
      found: true,
    }));
  // A new model that comes with a new system prompt is one deploy.
  const models = found.filter(({ kind }) => kind === 'model').map(({ deployedAt }) => Date.parse(deployedAt));
  return found.filter(
    ({ kind, deployedAt }) =>
      kind === 'model' || models.every((timeMs) => Math.abs(timeMs - Date.parse(deployedAt)) > ANNOUNCED_AFTER_MS),
  );
}

function versionsOf(
  rows: readonly ServedRow[],
  kind: ServedVersion['kind'],
  idOf: (row: ServedRow) => string | null,
): ServedVersion[] {
  const known = rows
    .flatMap((row) => {
      const id = idOf(row);
      return id === null || id === '' ? [] : [{ id, weight: row.weight, timeMs: row.timestamp }];
    })
    .sort((a, b) => a.timeMs - b.timeMs);
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  const versions = new Map<string, { weight: number; firstSeenMs: number; before: number }>();
  let seen = 0;
  for (const { id, weight, timeMs } of known) {
    const version = versions.get(id) ?? { weight: 0, firstSeenMs: timeMs, before: seen };
    version.weight += weight;
    versions.set(id, version);
    seen += weight;
  }
  return [...versions]
    .map(([id, { weight, firstSeenMs, before }]) => ({
      kind,
      id,
      share: weight / total,
      firstSeenMs,
      shareSince: weight / (total - before),
    }))
    .filter(({ share }) => share >= REMEMBERED_SHARE)
    .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
}
