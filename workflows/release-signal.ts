import type { Release } from './messages.js';
import { DAY_MS } from './window.js';

const RELEASE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const KINDS = ['model', 'prompt', 'tooling', 'rollback'] as const;
const MODEL_LENGTH = 200;
const MAX_AHEAD_MS = 366 * DAY_MS;

export type ParsedRelease = { readonly release: Release } | { readonly refused: string };

/**
 * Reads an untrusted release signal. The reason of a refusal names the field and the rule, never the content:
 * whoever can signal could otherwise write into logs and reports.
 */
export function parseReleaseSignal(raw: unknown, receivedMs: number): ParsedRelease {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { refused: 'not a JSON object' };
  const { schemaVersion, releaseId, deployedAt, model, kind } = raw as Record<string, unknown>;
  if (schemaVersion !== undefined && schemaVersion !== 1) return { refused: 'schemaVersion: only 1 is known' };
  if (typeof releaseId !== 'string' || !RELEASE_ID.test(releaseId)) {
    return { refused: 'releaseId: 1 to 128 letters, digits, dots, hyphens or underscores' };
  }
  const deployedMs = deployedAt === undefined ? receivedMs : instantMs(deployedAt);
  if (deployedMs === undefined) return { refused: 'deployedAt: an ISO-8601 instant such as 2026-10-05T09:00:00Z' };
  if (deployedMs > receivedMs + MAX_AHEAD_MS) return { refused: 'deployedAt: more than a year ahead' };
  const models = modelsOf(model);
  if (models === undefined) return { refused: 'model: a model id, or {"from": ..., "to": ...}' };
  const known = KINDS.find((candidate) => candidate === (kind ?? 'model'));
  if (known === undefined) return { refused: `kind: one of ${KINDS.join(', ')}` };
  return { release: { releaseId, deployedAt: new Date(deployedMs).toISOString(), ...models, kind: known } };
}

function instantMs(value: unknown): number | undefined {
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined;
  // A time without a zone means UTC here, where JavaScript would read it as local time.
  const zoned = /T/.test(value) && !/(Z|[+-]\d{2}:?\d{2})$/.test(value) ? `${value}Z` : value;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}

function modelsOf(model: unknown): Pick<Release, 'modelFrom' | 'modelTo'> | undefined {
  if (model === undefined || model === null) return { modelFrom: null, modelTo: null };
  if (isModelId(model)) return { modelFrom: null, modelTo: model };
  if (typeof model !== 'object') return undefined;
  const { from, to } = model as Record<string, unknown>;
  if (!isModelId(to) || (from !== undefined && !isModelId(from))) return undefined;
  return { modelFrom: from ?? null, modelTo: to };
}

function isModelId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MODEL_LENGTH;
}
