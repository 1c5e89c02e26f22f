import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ANSWERING_MODELS, JUDGE_MODEL } from '../simulator/answer-quality.js';

export const CANDIDATE_MODEL = 'sim-tide-1';

/** Days before each release whose prompts are its baseline: short, so that the second release's is settled. */
export const BASELINE_DAYS = 14;
/** Days after each release at which its users are looked at. */
export const CHECKPOINTS_DAYS = [3, 7, 14] as const;

export interface DemoPlace {
  readonly pipeline: string;
  readonly bucket: string;
  /** Start of the keys of the log objects. */
  readonly logsPrefix: string;
}

/** The YAML of the demo, as a newcomer would write it for their own logs. */
export function demoYaml({ pipeline, bucket, logsPrefix }: DemoPlace): string {
  const models = [...ANSWERING_MODELS, JUDGE_MODEL];
  const prices = models.map(
    (model) => `    ${model}: { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5, asOf: 2026-06-01 }`,
  );
  return `# The pipeline of "tidemark demo": simulated users, simulated models, everything else real.
name: ${pipeline}
storage:
  bucket: ${bucket}
traffic:
  prefix: ${logsPrefix}
sample:
  size: 800
evalSet:
  size: 120
scoring:
  candidate: { model: ${CANDIDATE_MODEL} }
  judge: { model: ${JUDGE_MODEL} }
  liveItems: 80
  batchSize: 50
  # The simulated models have no list price.
  prices:
${prices.join('\n')}
adaptation:
  baselineDays: ${BASELINE_DAYS}
  checkpointsDays: [${CHECKPOINTS_DAYS.join(', ')}]
  replayItems: 100
`;
}

export async function writeDemoPipeline(path: string, place: DemoPlace): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, demoYaml(place));
}
