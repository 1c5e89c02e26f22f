import { EXPOSURE_FIELDS, type Exposure, type Release, type ReleaseKind } from './messages.js';
import { DAY_MS } from './window.js';

const RELEASE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const KINDS: readonly ReleaseKind[] = ['model', 'prompt', 'tooling', 'rollback'];
const NAME_LENGTH = 200;
const NOTES_LENGTH = 2000;
const MOST_VALUES = 100;
const MAX_AHEAD_MS = 366 * DAY_MS;

export type ParsedRelease = { readonly release: Release } | { readonly refused: string };

/** Thrown inside this file only: a field, and the rule it breaks. */
class Rule extends Error {}

/**
 * Reads an untrusted release signal. The reason of a refusal names the field and the rule, never the content:
 * whoever can signal could otherwise write into logs and reports.
 */
export function parseReleaseSignal(raw: unknown, receivedMs: number): ParsedRelease {
  try {
    return { release: releaseOf(raw, receivedMs) };
  } catch (error) {
    if (error instanceof Rule) return { refused: error.message };
    throw error;
  }
}

function releaseOf(raw: unknown, receivedMs: number): Release {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Rule('not a JSON object');
  const { schemaVersion, releaseId, deployedAt, model, kind, promptVersion, exposure, notes, found } = raw as Record<
    string,
    unknown
  >;
  if (schemaVersion !== undefined && schemaVersion !== 1) throw new Rule('schemaVersion: only 1 is known');
  if (typeof releaseId !== 'string' || !RELEASE_ID.test(releaseId)) {
    throw new Rule('releaseId: 1 to 128 letters, digits, dots, hyphens or underscores');
  }
  const deployedMs = deployedAt === undefined ? receivedMs : instantMs(deployedAt);
  if (deployedMs > receivedMs + MAX_AHEAD_MS) throw new Rule('deployedAt: more than a year ahead');
  const known = KINDS.find((candidate) => candidate === (kind ?? 'model'));
  if (known === undefined) throw new Rule(`kind: one of ${KINDS.join(', ')}`);
  const models = modelsOf(model);
  const exposed = exposureOf(exposure ?? 'all', models.modelTo);
  return {
    releaseId,
    deployedAt: new Date(deployedMs).toISOString(),
    ...models,
    kind: known,
    ...(promptVersion === undefined ? {} : { promptVersion: nameOf(promptVersion, 'promptVersion') }),
    ...(exposed.kind === 'all' ? {} : { exposure: exposed }),
    ...(notes === undefined ? {} : { notes: textOf(notes) }),
    ...(found === true ? { found } : {}),
  };
}

function instantMs(value: unknown): number {
  const rule = new Rule('deployedAt: an ISO-8601 instant such as 2026-10-05T09:00:00Z');
  if (typeof value !== 'string' || !INSTANT.test(value)) throw rule;
  // A time without a zone means UTC here, where JavaScript would read it as local time.
  const zoned = /T/.test(value) && !/(Z|[+-]\d{2}:?\d{2})$/.test(value) ? `${value}Z` : value;
  const ms = Date.parse(zoned);
  if (Number.isNaN(ms)) throw rule;
  return ms;
}

function modelsOf(model: unknown): Pick<Release, 'modelFrom' | 'modelTo'> {
  if (model === undefined || model === null) return { modelFrom: null, modelTo: null };
  if (isName(model)) return { modelFrom: null, modelTo: model };
  const { from, to } = (typeof model === 'object' ? model : {}) as Record<string, unknown>;
  if (!isName(to) || (from !== undefined && !isName(from))) {
    throw new Rule('model: a model id, or {"from": ..., "to": ...}');
  }
  return { modelFrom: from ?? null, modelTo: to };
}

function exposureOf(exposure: unknown, modelTo: string | null): Exposure {
  if (exposure === 'all') return { kind: 'all' };
  const {
    share,
    field,
    in: values,
  } = (typeof exposure === 'object' ? (exposure ?? {}) : {}) as Record<string, unknown>;
  if (typeof share === 'number' && share > 0 && share < 1) {
    if (modelTo === null) throw new Rule('exposure: a share needs model.to, which tells whose requests were exposed');
    return { kind: 'share', share };
  }
  const known = EXPOSURE_FIELDS.find((candidate) => candidate === field);
  if (field !== undefined && known === undefined) {
    throw new Rule(`exposure.field: one of ${EXPOSURE_FIELDS.join(', ')}`);
  }
  if (known !== undefined && Array.isArray(values) && values.length > 0 && values.length <= MOST_VALUES) {
    if (values.every(isName)) return { kind: 'by-field', field: known, in: values };
  }
  throw new Rule(
    'exposure: "all", {"share": 0.2} (between 0 and 1), or {"field": "route", "in": ["…"]} with 1 to 100 values',
  );
}

function nameOf(value: unknown, field: string): string {
  if (!isName(value)) throw new Rule(`${field}: 1 to ${NAME_LENGTH} characters`);
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > NOTES_LENGTH) {
    throw new Rule(`notes: text of at most ${NOTES_LENGTH} characters`);
  }
  return value;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= NAME_LENGTH;
}
