import { setImmediate } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import type { EvalSetVersionRef } from '../../activities/eval-set/eval-set-table.js';
import type { VersionList } from '../../activities/eval-set/version-list.js';
import { readVersionList } from '../../activities/eval-set/version-store.js';
import { Refusal } from '../../activities/refusal.js';
import type { Layout } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';

/** Names a version on the command line: its number, or `current` for the newest. */
export type VersionName = number | 'current';

/** @throws {Refusal} `BadInput` when it is neither a number from 1 nor `current` */
export function parseVersionName(text: string): VersionName {
  if (text === 'current') return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Refusal(
    'BadInput',
    `"${text}" names no version of the eval set; give its number, or current for the newest`,
  );
}

/** @throws {InvalidArgumentError} for commander, see {@link parseVersionName} */
export function versionArgument(text: string): VersionName {
  try {
    return parseVersionName(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? `${error.message}.` : String(error));
  }
}

/** @throws {Refusal} `BadInput` when there is no such version */
export async function findVersion(
  store: ObjectStore,
  layout: Layout,
  name: VersionName,
): Promise<{ readonly list: VersionList; readonly version: EvalSetVersionRef }> {
  const list = await readVersionList(store, layout);
  return { list, version: versionNamed(list, name, `s3://${store.bucket}/${layout.evalSetCurrent()}`) };
}

/** @throws {Refusal} `BadInput`; `place` is where the list lies */
export function versionNamed({ versions }: VersionList, name: VersionName, place: string): EvalSetVersionRef {
  const version = name === 'current' ? versions.at(-1) : versions[name - 1];
  if (version !== undefined) return version;
  const newest =
    versions.length === 0 ? 'there are none yet; "tidemark run" makes the first' : `the newest is ${versions.length}`;
  throw new Refusal('BadInput', `there is no version ${name} of the eval set in ${place}: ${newest}`);
}

/** Outside of an activity there is nobody to tell; only the process must stay interruptible. */
export async function pause(): Promise<void> {
  await setImmediate();
}
