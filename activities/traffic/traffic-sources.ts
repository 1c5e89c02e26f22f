import type { PipelineConfig } from '../pipeline/config.js';
import { bedrock } from './sources/bedrock.js';
import { custom } from './sources/custom.js';
import { langfuse } from './sources/langfuse.js';
import { langsmith } from './sources/langsmith.js';
import { litellm } from './sources/litellm.js';
import { otel } from './sources/otel.js';
import { tidemarkJsonl } from './sources/tidemark-jsonl.js';
import type { TrafficSource } from './traffic-source.js';

/** Every log format by its name in the YAML. */
export const TRAFFIC_SOURCES: Readonly<Record<PipelineConfig['traffic']['source'], TrafficSource>> = {
  'tidemark-jsonl': tidemarkJsonl,
  litellm,
  langfuse,
  langsmith,
  bedrock,
  otel,
  custom,
};
