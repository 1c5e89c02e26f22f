import type { PipelineConfig } from '../pipeline/config.js';
import type { ModelConfig } from '../pipeline/scoring-config.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { CONVERSATION_VERSION, type Conversation } from './conversation.js';
import type { Effort, ModelEndpoint, ModelRequest } from './models/model-client.js';
import type { ScoringArm } from './plan.js';

interface ModelSettings {
  readonly endpoint: ModelEndpoint;
  readonly model: string;
  readonly maxTokens: number;
  readonly effort?: Effort | undefined;
}

/** The models that may replace production, with the names of their arms: `candidate`, `candidate-2`, … */
export function candidatesOf({ scoring }: PipelineConfig): { readonly arm: string; readonly settings: ModelConfig }[] {
  const all = [...(scoring.candidate === undefined ? [] : [scoring.candidate]), ...scoring.otherCandidates];
  return all.map((settings, at) => ({ arm: at === 0 ? 'candidate' : `candidate-${at + 1}`, settings }));
}

/** A candidate's settings for its own arm, and for its model in a replay; production's for every other arm and model. */
export function settingsOf(arm: Pick<ScoringArm, 'arm' | 'model'>, config: PipelineConfig): ModelSettings {
  const candidates = candidatesOf(config);
  const candidate =
    candidates.find(({ arm: name }) => name === arm.arm) ??
    (arm.arm === 'control' ? undefined : candidates.find(({ settings }) => settings.model === arm.model));
  const { maxTokens, effort, ...rest } = candidate?.settings ?? config.scoring.production;
  return { endpoint: endpointOf(rest), model: arm.model, maxTokens, effort };
}

/** Where a configured model is asked. */
export function endpointOf({ api, baseUrl, keyEnv }: ModelEndpoint): ModelEndpoint {
  return { api, baseUrl, keyEnv };
}

/**
 * Names everything but the conversation that an answer depends on. The arm's name is not part of it: two arms that ask
 * the same model in the same way share their answers, and pay once.
 */
export function armDigest(arm: Pick<ScoringArm, 'arm' | 'model'>, config: PipelineConfig): string {
  const known = digests.get(config) ?? new Map<string, string>();
  digests.set(config, known);
  const name = JSON.stringify([arm.arm, arm.model]);
  const digest = known.get(name) ?? digestOf(arm, config);
  known.set(name, digest);
  return digest;
}

/** Every item of a run asks for the same few. */
const digests = new WeakMap<PipelineConfig, Map<string, string>>();

function digestOf(arm: Pick<ScoringArm, 'arm' | 'model'>, config: PipelineConfig): string {
  const { endpoint, model, maxTokens, effort } = settingsOf(arm, config);
  const { api, baseUrl } = endpoint;
  const conversationVersion = CONVERSATION_VERSION;
  return sha256Hex(canonicalJson({ api, baseUrl, model, maxTokens, effort, conversationVersion }));
}

export function answerRequest(
  arm: Pick<ScoringArm, 'arm' | 'model'>,
  config: PipelineConfig,
  conversation: Conversation,
): ModelRequest {
  const { system, messages, tools } = conversation;
  return { ...settingsOf(arm, config), system, messages, ...(tools.length === 0 ? {} : { tools }) };
}
