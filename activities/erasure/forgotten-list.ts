import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';

const file = z.object({
  schemaVersion: z.literal(1),
  /** Tells another user key from the one the list was made with. */
  keyCheck: z.string(),
  /** Marks of units, ascending. */
  units: z.array(z.string()),
});

/**
 * The users whose requests are never taken in again. The logs still hold them, so somebody has to remember: by a hash of
 * the hash, which stands nowhere else, and which nobody without the user key can tell to be of a given user.
 */
export interface ForgottenList {
  /** Null while nobody was forgotten. */
  readonly keyCheck: string | null;
  readonly units: ReadonlySet<string>;
}

const RACES = 20;
const NOBODY: ForgottenList = { keyCheck: null, units: new Set() };

/**
 * Whether the requests of a unit (`u_…`, `s_…` or `r_…`, see `user-hash.ts`) must be left out. Pure, and nearly free
 * while nobody was forgotten.
 */
export function isForgotten({ units }: ForgottenList, unit: string, userKey: string): boolean {
  return units.size > 0 && units.has(markOf(unit, userKey));
}

/**
 * A list made with another user key would let everybody on it back in without a word.
 * @throws {Refusal} `UserKeyChanged`
 */
export function requireSameUserKey({ keyCheck }: ForgottenList, userKey: string): void {
  if (keyCheck === null || keyCheck === checkOf(userKey)) return;
  throw new Refusal(
    'UserKeyChanged',
    'TIDEMARK_USER_KEY is not the key with which users were forgotten before: set the key of the workers, which must never change',
  );
}

/** @throws {Refusal} `ForgottenListDamaged` */
export async function readForgotten(store: ObjectStore, layout: Layout): Promise<ForgottenList> {
  return (await load(store, layout)).list;
}

/**
 * Puts units on the list; those that are there already change nothing. The list moves by If-Match only.
 * @throws {Refusal} `UserKeyChanged` or `ForgottenListDamaged`
 */
export async function addForgotten(
  store: ObjectStore,
  layout: Layout,
  units: readonly string[],
  userKey: string,
): Promise<void> {
  for (let race = 0; race < RACES; race += 1) {
    const { list, etag } = await load(store, layout);
    requireSameUserKey(list, userKey);
    const marks = units.map((unit) => markOf(unit, userKey)).filter((mark) => !list.units.has(mark));
    if (marks.length === 0) return;
    const all = [...new Set([...list.units, ...marks])].sort();
    const bytes = Buffer.from(canonicalJson({ schemaVersion: 1, keyCheck: checkOf(userKey), units: all }));
    const onlyIf = etag === undefined ? 'absent' : { etag };
    const put = await store.put(layout.forgotten(), bytes, { contentType: 'application/json', onlyIf });
    if (put.outcome === 'written') return;
  }
  throw new Error(`s3://${store.bucket}/${layout.forgotten()} kept changing; run the same command again`);
}

async function load(store: ObjectStore, layout: Layout): Promise<{ list: ForgottenList; etag: string | undefined }> {
  const object = await store.get(layout.forgotten());
  if (object === undefined) return { list: NOBODY, etag: undefined };
  try {
    const { keyCheck, units } = file.parse(JSON.parse(Buffer.from(object.bytes).toString('utf8')));
    return { list: { keyCheck, units: new Set(units) }, etag: object.etag };
  } catch (cause) {
    const place = `s3://${store.bucket}/${layout.forgotten()}`;
    throw new Refusal(
      'ForgottenListDamaged',
      `${place} is no list of forgotten users of this version of Tidemark: restore an earlier copy; without it they come back`,
      { cause },
    );
  }
}

/** Labels keep these hashes apart from the units' own, which are made with the same key. */
function markOf(unit: string, userKey: string): string {
  return createHmac('sha256', userKey).update(`forgotten\0${unit}`).digest('hex');
}

function checkOf(userKey: string): string {
  return createHmac('sha256', userKey).update('forgotten-list key check').digest('hex').slice(0, 16);
}
