import { Refusal } from '../refusal.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { layoutOf, type PipelineLocation } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type PipelineConfig, pipelineSchema } from './config.js';
import type { PipelineRef } from './pipeline-ref.js';

export function locationOf(config: PipelineConfig): PipelineLocation {
  return { bucket: config.storage.bucket, prefix: config.storage.prefix, pipeline: config.name };
}

/** The reference a run carries; pure, so that a run can be named before anything is written. */
export function pipelineRefOf(config: PipelineConfig): PipelineRef {
  return { ...locationOf(config), configSha256: sha256Hex(canonicalJson(config)) };
}

/** Writes a resolved configuration under its digest; idempotent. */
export async function storeConfig(store: ObjectStore, config: PipelineConfig): Promise<PipelineRef> {
  const ref = pipelineRefOf(config);
  const key = layoutOf(ref).config(ref.configSha256);
  await store.put(key, Buffer.from(canonicalJson(config)), { contentType: 'application/json', onlyIf: 'absent' });
  return ref;
}

/** @throws {Refusal} when no configuration lies under the digest, or this version of Tidemark cannot read it. */
export async function loadConfig(store: ObjectStore, ref: PipelineRef): Promise<PipelineConfig> {
  const key = layoutOf(ref).config(ref.configSha256);
  const object = await store.get(key);
  if (object === undefined) {
    throw new Refusal(
      'ConfigMissing',
      `s3://${ref.bucket}/${key} is gone; run "tidemark apply" with the pipeline's YAML`,
    );
  }
  if (sha256Hex(object.bytes) !== ref.configSha256) {
    throw new Refusal(
      'ConfigChanged',
      `s3://${ref.bucket}/${key} does not match its digest; run "tidemark apply" again`,
    );
  }
  const parsed = pipelineSchema.safeParse(JSON.parse(Buffer.from(object.bytes).toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new Refusal(
    'ConfigOutdated',
    `s3://${ref.bucket}/${key} was written by another version of Tidemark; run "tidemark apply" again`,
    { cause: parsed.error },
  );
}
