import type { PipelineConfig } from '../pipeline/config.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { CONVERSATION_VERSION, type Conversation } from './conversation.js';
import type { Effort, ModelRequest } from './model-client.js';
import type { ScoringArm } from './plan.js';

interface ModelSettings {
  readonly model: string;
  readonly maxTokens: number;
  readonly effort?: Effort | undefined;
}

/** The candidate's settings for its model, also in a replay; production's for every other model. */
export function settingsOf(arm: Pick<ScoringArm, 'arm' | 'model'>, config: PipelineConfig): ModelSettings {
  const { candidate, production } = config.scoring;
  const isCandidate = arm.arm === 'candidate' || (arm.arm !== 'control' && arm.model === candidate?.model);
  const { maxTokens, effort } = isCandidate && candidate !== undefined ? candidate : production;
  return { model: arm.model, maxTokens, effort };
}

/**
 * Names everything but the conversation that an answer depends on. The arm's name is not part of it: two arms that ask
 * the same model in the same way share their answers, and pay once.
 */
export function armDigest(arm: Pick<ScoringArm, 'arm' | 'model'>, config: PipelineConfig): string {
  const { model, maxTokens, effort } = settingsOf(arm, config);
  return sha256Hex(canonicalJson({ model, maxTokens, effort, conversationVersion: CONVERSATION_VERSION }));
}

/** The key of an item's answer under its arm's digest. */
export function itemKeyOf(itemId: string, conversation: Conversation): string {
  return sha256Hex(canonicalJson({ itemId, conversation }));
}

export function answerRequest(
  arm: Pick<ScoringArm, 'arm' | 'model'>,
  config: PipelineConfig,
  conversation: Conversation,
): ModelRequest {
  return { ...settingsOf(arm, config), system: conversation.system, messages: conversation.messages };
}
