import { text as readAll } from 'node:stream/consumers';
import { Refusal } from '../../activities/refusal.js';
import { hashUnit } from '../../activities/traffic/user-hash.js';
import { DEFAULT_PIPELINE_FILE } from './pipeline-argument.js';

const HASH = /^[usr]_[0-9a-f]{24}$/;

/** Who is meant, and in which pipeline. */
export interface UnitArgument {
  readonly file: string;
  /** The raw id or the hash; it goes no further than {@link unitOf}. */
  readonly given: { readonly kind: 'user' | 'session' | 'hash'; readonly value: string };
}

/**
 * Reads `<user id> [pipeline]`, or `[pipeline]` alone with `--hash` or `--session`.
 * @throws {Refusal} `BadInput`; never with the id in it
 */
export async function readUnitArgument(
  words: readonly string[],
  { hash, session }: { readonly hash?: string | undefined; readonly session?: string | undefined },
): Promise<UnitArgument> {
  if (hash !== undefined && session !== undefined) throw badInput('give either --hash or --session, not both');
  const named = hash ?? session;
  const [first, second] = words;
  if (named !== undefined) {
    if (second !== undefined) throw badInput('with --hash or --session name no user id: the pipeline’s YAML only');
    if (hash !== undefined && !HASH.test(hash)) {
      throw badInput('--hash takes a keyed hash as reports show it: u_, s_ or r_ and 24 hexadecimal digits');
    }
    const kind = hash === undefined ? 'session' : 'hash';
    return { file: first ?? DEFAULT_PIPELINE_FILE, given: { kind, value: notBlank(named) } };
  }
  if (first === undefined) throw badInput('name the user: the id as the logs have it, or - to read it from stdin');
  if (second === undefined && /\.ya?ml$/.test(first)) {
    throw badInput('name the user before the pipeline’s YAML: tidemark forget-user <user> [pipeline]');
  }
  const value = first === '-' ? (await readAll(process.stdin)).replace(/\r?\n$/, '') : first;
  return { file: second ?? DEFAULT_PIPELINE_FILE, given: { kind: 'user', value: notBlank(value) } };
}

/** The keyed hash of whoever is meant. */
export function unitOf({ kind, value }: UnitArgument['given'], userKey: string): string {
  if (kind === 'hash') return value;
  const nobody = { userId: null, sessionId: null, requestId: '' };
  return hashUnit({ ...nobody, [kind === 'user' ? 'userId' : 'sessionId']: value }, userKey).user;
}

function notBlank(value: string): string {
  if (value === '') throw badInput('the id is empty');
  return value;
}

function badInput(message: string): Refusal {
  return new Refusal('BadInput', message);
}
