import type { PipelineConfig } from '../../pipeline/config.js';
import type { JudgeConfig } from '../../pipeline/scoring-config.js';
import { sha256Hex } from '../../storage/artifact.js';
import { canonicalJson } from '../../storage/canonical-json.js';
import { PROMPT_VERSION } from './judge-prompt.js';
import { PAIR_SCHEMA } from './pair.js';
import { rubricSchema } from './rubric.js';

/** A judge with the name its scores stand under. */
export interface NamedJudge {
  readonly digest: string;
  readonly config: JudgeConfig;
}

/** The judge whose scores count. */
export function mainJudge({ scoring }: PipelineConfig): NamedJudge {
  return { digest: digestOfJudge(scoring.judge), config: scoring.judge };
}

/** The judges of a share of the items; one that is configured like the main judge would only repeat it. */
export function otherJudges(config: PipelineConfig): NamedJudge[] {
  const named = config.scoring.otherJudges.map((judge) => ({ digest: digestOfJudge(judge), config: judge }));
  const digests = [judgeDigest(config), ...named.map(({ digest }) => digest)];
  return named.filter(({ digest }, at) => digests.indexOf(digest) === at + 1);
}

/** Digest of the pipeline's main judge. */
export function judgeDigest(config: PipelineConfig): string {
  return digestOfJudge(config.scoring.judge);
}

/**
 * Names everything a verdict depends on: model, where it is asked, rubric, criteria, schemas, effort, room to think,
 * wording. How often a judge is asked again, and with which key, is no part of it.
 */
export function digestOfJudge(judge: JudgeConfig): string {
  const { kind, model, api, baseUrl, effort, maxTokens, rubric, criteria } = judge;
  const schemas = { rubric: rubricSchema(criteria), pair: PAIR_SCHEMA };
  const asked = { kind, model, api, baseUrl, effort, maxTokens };
  return sha256Hex(canonicalJson({ ...asked, rubric, criteria, schemas, promptVersion: PROMPT_VERSION }));
}
