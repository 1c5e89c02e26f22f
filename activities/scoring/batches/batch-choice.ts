import type { PipelineConfig } from '../../pipeline/config.js';
import type { ModelConfig } from '../../pipeline/scoring-config.js';
import { candidatesOf } from '../arm.js';
import type { ModelRequest, Service } from '../models/model-client.js';

type ProductionConfig = PipelineConfig['scoring']['production'];

/** Below this, a batch saves less than the wait for it is worth. */
const FEWEST_CALLS = 50;
/** A message batch may take a day. */
const BATCH_HOURS = 24;
/** One call is asked live first, so a batch needs two. */
const FEWEST_ASKED_FOR = 2;

/** Whether any model of the pipeline may be asked by message batches, so that it is worth looking what is missing. */
export function mayUseBatches(config: PipelineConfig): boolean {
  const { production, judge, otherJudges } = config.scoring;
  const models = [production, judge, ...otherJudges, ...candidatesOf(config).map(({ settings }) => settings)];
  return models.some((model) => fewestCalls(model, config) !== null);
}

/**
 * How many calls like this one must be missing for a message batch; null for calls that are made live. Mode `batch`
 * takes any number beyond the one call that is asked live beforehand, mode `auto` as many as pay, given a day.
 */
export function fewestCallsLike(request: ModelRequest, config: PipelineConfig): number | null {
  if (request.endpoint.api !== 'anthropic') return null;
  return fewestCalls(settingsOf(request, config), config);
}

/** How a model's calls are made when there are enough of them: message batches are an offer of the Messages API alone. */
export function serviceOf({ api, mode }: Pick<ModelConfig, 'api' | 'mode'>, { scoring }: PipelineConfig): Service {
  if (api !== 'anthropic' || mode === 'live') return 'live';
  return mode === 'batch' || scoring.deadlineHours >= BATCH_HOURS ? 'batch' : 'live';
}

function fewestCalls(model: Pick<ModelConfig, 'api' | 'mode'>, config: PipelineConfig): number | null {
  if (serviceOf(model, config) === 'live') return null;
  return model.mode === 'batch' ? FEWEST_ASKED_FOR : FEWEST_CALLS;
}

/** Only a judge is asked for JSON. */
function settingsOf({ endpoint, model, schema }: ModelRequest, config: PipelineConfig): ModelConfig | ProductionConfig {
  const { production, judge, otherJudges } = config.scoring;
  const isAsked = (asked: ModelConfig) =>
    asked.model === model && asked.baseUrl === endpoint.baseUrl && asked.keyEnv === endpoint.keyEnv;
  if (schema !== undefined) return [judge, ...otherJudges].find(isAsked) ?? judge;
  return (
    candidatesOf(config)
      .map(({ settings }) => settings)
      .find(isAsked) ?? production
  );
}
