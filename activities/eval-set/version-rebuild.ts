import type { ReferenceModelFile, ReferenceRef } from '../drift/reference-model.js';
import type { PipelineConfig } from '../pipeline/config.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { SOFTWARE_VERSION } from '../report/software-version.js';
import { decodeTable } from '../storage/arrow-table.js';
import { type Artifact, readJson, readTable, sha256Hex } from '../storage/artifact.js';
import { layoutOf, type PipelineLocation } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { afterRelease } from './early-refresh.js';
import { type EvalSetRow, type EvalSetVersionRef, evalSetTable } from './eval-set-table.js';
import { type Breathe, loadPlacer, loadTraffic } from './placed-traffic.js';
import { rowsOfImport, rowsOfRefresh } from './version-build.js';
import { findLineage, problemOf, readLineage, type TrafficInputs, type VersionLineage } from './version-lineage.js';
import type { VersionList } from './version-list.js';
import { artifactOf, encodeVersion } from './version-store.js';

/** An input of a version that can no longer be read as it was. */
interface LostInput {
  /** Such as `sample`, `vectors` or `version 3`. */
  readonly input: string;
  readonly uri: string;
  /** `gone`; `changed`: its bytes are others now, as after a user was forgotten; `unreadable`: of another format. */
  readonly problem: 'gone' | 'changed' | 'unreadable';
}

export interface RebuiltVersion {
  readonly version: number;
  readonly week: string;
  /** `impossible`: inputs are lost, and nothing was computed. */
  readonly outcome: 'identical' | 'different' | 'impossible';
  /** Digest that the list has recorded. */
  readonly sha256: string;
  /** Digest of the rebuilt bytes; null when nothing was computed. */
  readonly rebuilt: string | null;
  /** What lies in the bucket under the version's name. */
  readonly stored: 'as recorded' | LostInput['problem'];
  /** Versions before it that were rebuilt on the way, because their files are lost. */
  readonly rebuiltBefore: readonly number[];
  readonly lost: readonly LostInput[];
  /** Tidemark that made the version, and the one that rebuilt it. */
  readonly madeBy: string;
  readonly rebuiltBy: string;
}

/**
 * Computes a version again from its recorded inputs and compares the bytes. Writes nothing. When the file of the version
 * before is lost too, that one is rebuilt first, and so on to the first.
 * @throws {Refusal} `LineageMissing` for a version of before lineages were recorded
 */
export async function rebuildVersion(
  store: ObjectStore,
  location: PipelineLocation,
  list: VersionList,
  version: EvalSetVersionRef,
  breathe: Breathe,
): Promise<RebuiltVersion> {
  const lineage = await readLineage(store, version);
  const room: Room = { store, location, list, breathe, lost: [], rebuiltBefore: [] };
  const stored = (await problemOf(store, artifactOf(version))) ?? 'as recorded';
  const bytes = await rebuiltBytes(room, lineage);
  const rebuilt = bytes === null ? null : sha256Hex(bytes);
  return {
    version: version.version,
    week: version.week,
    outcome: rebuilt === null ? 'impossible' : rebuilt === lineage.sha256 ? 'identical' : 'different',
    sha256: version.sha256,
    rebuilt,
    stored,
    rebuiltBefore: room.rebuiltBefore.toSorted((a, b) => a - b),
    lost: room.lost,
    madeBy: lineage.software,
    rebuiltBy: SOFTWARE_VERSION,
  };
}

interface Room {
  readonly store: ObjectStore;
  readonly location: PipelineLocation;
  readonly list: VersionList;
  readonly breathe: Breathe;
  readonly lost: LostInput[];
  readonly rebuiltBefore: number[];
}

/** Null when an input is lost; which one stands in the room. */
async function rebuiltBytes(room: Room, lineage: VersionLineage): Promise<Uint8Array | null> {
  const settings = await settingsOf(room, lineage.configSha256);
  const readable = await inputsAreThere(room, lineage);
  const before = await rowsBefore(room, lineage);
  if (settings === null || !readable || before === null) return null;
  const rows = await rowsOf(room, lineage, before, settings);
  const { version: number, week, previous } = lineage;
  return encodeVersion({ number, week, previousSha256: previous?.sha256 }, rows);
}

async function rowsOf(
  { store, breathe }: Room,
  lineage: VersionLineage,
  before: readonly EvalSetRow[],
  settings: PipelineConfig['evalSet'],
): Promise<EvalSetRow[]> {
  if (lineage.made !== 'import') {
    const traffic = await loadTraffic(store, lineage.traffic, breathe);
    const reason = lineage.made === 'early-refresh' ? afterRelease(lineage.release) : undefined;
    return await rowsOfRefresh(lineage.week, before, traffic, settings, reason);
  }
  const { traffic, reference } = lineage;
  const ground =
    traffic === null
      ? { traffic, reference: reference === null ? null : await loadPlacer(store, reference, breathe) }
      : { traffic: await loadTraffic(store, traffic, breathe) };
  return await rowsOfImport(await readTable(store, lineage.items, evalSetTable), before, ground, settings);
}

/** The rows a version was built on: from its file, else rebuilt. Null when neither can be had. */
async function rowsBefore(room: Room, { previous }: VersionLineage): Promise<EvalSetRow[] | null> {
  if (previous === null) return [];
  const { store, list, lost } = room;
  const recorded = list.versions[previous.version - 1];
  if (recorded === undefined) {
    lost.push({ input: `version ${previous.version}`, uri: '', problem: 'gone' });
    return null;
  }
  const problem =
    recorded.sha256 === previous.sha256 ? await problemOf(store, artifactOf(recorded)) : ('changed' as const);
  if (problem === null) return await tableOf(room, `version ${previous.version}`, artifactOf(recorded));
  const lineage = await findLineage(store, recorded);
  const bytes = lineage === null ? null : await rebuiltBytes(room, lineage);
  if (bytes === null || sha256Hex(bytes) !== previous.sha256) {
    lost.push({ input: `version ${previous.version}`, uri: recorded.uri, problem });
    return null;
  }
  room.rebuiltBefore.push(previous.version);
  return decodeTable(evalSetTable, bytes);
}

async function tableOf({ store, lost }: Room, input: string, artifact: Artifact): Promise<EvalSetRow[] | null> {
  try {
    return await readTable(store, artifact, evalSetTable);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    lost.push({ input, uri: artifact.uri, problem: 'unreadable' });
    return null;
  }
}

async function settingsOf(
  { store, location, lost }: Room,
  configSha256: string,
): Promise<PipelineConfig['evalSet'] | null> {
  try {
    return (await loadConfig(store, { ...location, configSha256 })).evalSet;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const problems = { ConfigMissing: 'gone', ConfigChanged: 'changed' } as const;
    const problem = error.code in problems ? problems[error.code as keyof typeof problems] : 'unreadable';
    const key = layoutOf(location).config(configSha256);
    lost.push({ input: 'configuration', uri: `s3://${store.bucket}/${key}`, problem });
    return null;
  }
}

async function inputsAreThere({ store, lost }: Room, lineage: VersionLineage): Promise<boolean> {
  const inputs: [string, Artifact][] = [];
  if (lineage.made === 'import') inputs.push(['imported items', lineage.items]);
  if (lineage.traffic !== null) inputs.push(...trafficFiles(lineage.traffic));
  else if (lineage.made === 'import' && lineage.reference !== null) inputs.push(...referenceFiles(lineage.reference));
  const before = lost.length;
  for (const [input, artifact] of inputs) await lookAt({ store, lost }, input, artifact);
  const reference = lineage.traffic?.reference ?? (lineage.made === 'import' ? lineage.reference : null);
  if (reference !== null && lost.length === before) {
    const { topics } = await readJson<ReferenceModelFile>(store, reference.artifact);
    await lookAt({ store, lost }, 'topic map', topics);
  }
  return lost.length === before;
}

function trafficFiles({ sample, vectors, reference }: TrafficInputs): [string, Artifact][] {
  return [['sample', sample], ['vectors', vectors], ...referenceFiles(reference)];
}

function referenceFiles({ artifact, embedder }: ReferenceRef): [string, Artifact][] {
  return [
    ['reference', artifact],
    ['embedder', embedder],
  ];
}

async function lookAt({ store, lost }: Pick<Room, 'store' | 'lost'>, input: string, artifact: Artifact): Promise<void> {
  const problem = await problemOf(store, artifact);
  if (problem !== null && !lost.some(({ uri }) => uri === artifact.uri)) {
    lost.push({ input, uri: artifact.uri, problem });
  }
}
