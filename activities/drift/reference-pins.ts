import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';

const artifact = z.object({ uri: z.string(), sha256: z.string(), rows: z.number() });
const reference = z.object({
  artifact,
  embedder: artifact,
  embedderId: z.string(),
  window: z.object({ start: z.string(), end: z.string() }),
});

const pinSchema = z.object({
  schemaVersion: z.literal(1),
  /** ISO-8601 instant. */
  pinnedAt: z.string(),
  /** The ISO week whose sample is the reference. */
  week: z.string(),
  reference,
  /** What was pinned until then; null for a pipeline without a reference. */
  before: reference.nullable(),
  /** In the words of whoever pinned it. */
  reason: z.string().nullable(),
  /** The week by both embedders: `embedderBridgeTable`; null when it was not measured. */
  bridge: artifact.nullable(),
  configSha256: z.string(),
  softwareVersion: z.string(),
});

/** An explicit pin of a reference. The first one of a pipeline, which its first run makes, is the `before` of the next. */
export type ReferencePin = z.output<typeof pinSchema>;

const JSON_TYPE = { contentType: 'application/json' };

/** The explicit pins, oldest first. */
export async function readPins(store: ObjectStore, layout: Layout): Promise<ReferencePin[]> {
  const pins: ReferencePin[] = [];
  for await (const { key } of store.list(layout.referencePins())) {
    if (!key.endsWith('/pin.json')) continue;
    const object = await store.get(key);
    if (object === undefined) continue;
    const parsed = pinSchema.safeParse(JSON.parse(Buffer.from(object.bytes).toString('utf8')));
    if (parsed.success) pins.push(parsed.data);
    else throw new Refusal('PinUnreadable', `s3://${store.bucket}/${key} was written by another version of Tidemark`);
  }
  return pins;
}

/**
 * Moves the pointer to another reference, if it still points to the one before, and then records the pin. Idempotent: a
 * step that is tried again after it moved the pointer writes the record.
 * @throws {Refusal} `ReferenceMoved` when somebody else has pinned another reference meanwhile
 */
export async function movePointer(store: ObjectStore, layout: Layout, pin: ReferencePin): Promise<void> {
  const key = layout.referencePointer();
  const there = await store.get(key);
  const current = there === undefined ? null : Buffer.from(there.bytes).toString('utf8');
  const wanted = canonicalJson(pin.reference);
  if (current !== wanted) {
    if (current !== (pin.before === null ? null : canonicalJson(pin.before))) throw moved(store, key);
    const onlyIf = there === undefined ? 'absent' : { etag: there.etag };
    const { outcome } = await store.put(key, Buffer.from(wanted), { ...JSON_TYPE, onlyIf });
    if (outcome === 'refused') throw moved(store, key);
  }
  const record = layout.referencePin(pin.pinnedAt, pin.reference.artifact.sha256, 'pin.json');
  await store.put(record, Buffer.from(canonicalJson(pin)), JSON_TYPE);
}

function moved(store: ObjectStore, key: string): Refusal {
  return new Refusal(
    'ReferenceMoved',
    `s3://${store.bucket}/${key} was pinned to another reference meanwhile: look at "tidemark reference show", then pin again if it still is to change`,
  );
}
