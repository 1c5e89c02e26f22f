import type { PipelineLocation } from '../storage/layout.js';

/** Names a pipeline and the one resolved configuration that a run uses from start to end. */
export interface PipelineRef extends PipelineLocation {
  /** Digest of the configuration; it lies at `configs/<sha256>.json`. */
  readonly configSha256: string;
}
