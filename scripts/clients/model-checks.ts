import type { PipelineConfig } from '../../activities/pipeline/config.js';
import type { Price } from '../../activities/pipeline/scoring-config.js';
import { candidatesOf, endpointOf } from '../../activities/scoring/arm.js';
import type { ModelEndpoint } from '../../activities/scoring/models/model-client.js';
import { keyVariableOf } from '../../activities/scoring/models/model-failure.js';
import { priceOf } from '../../activities/scoring/models/prices.js';
import { endpointKey } from '../../activities/scoring/models/routed-client.js';
import type { CheckResult } from './pipeline-checks.js';
import type { Session } from './session.js';

/** One check per endpoint: whether the variable with its key is set here, as it must be wherever a worker runs. */
export function checkModelKeys({ config, environment }: Session): CheckResult[] {
  const endpoints = modelsOf(config, undefined).map(({ model }): ModelEndpoint => {
    const { baseUrl, keyEnv } = model;
    return isOwnJudge(model) ? { api: 'http-judge', baseUrl, keyEnv } : endpointOf(model);
  });
  const distinct = new Map(endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
  return [...distinct.values()].map((endpoint) => {
    const check =
      distinct.size === 1
        ? 'model key'
        : `key of ${endpoint.baseUrl === undefined ? endpoint.api : new URL(endpoint.baseUrl).host}`;
    const address = endpoint.baseUrl ?? (endpoint.api === 'anthropic' ? environment.models.baseUrl : undefined);
    const place = address === undefined ? '' : `, requests go to ${new URL(address).host}`;
    if (!wantsKey(endpoint)) return { check, outcome: 'note', detail: `none is sent${place}` };
    const variable = keyVariableOf(endpoint);
    const isSet = isSharedKey(endpoint) ? environment.models.hasKey : (environment.variable(variable) ?? '') !== '';
    if (isSet) return { check, outcome: 'ok', detail: `set${place}; no call was made, it would cost money` };
    return { check, outcome: 'fail', detail: `${variable} is not set${place}; set it wherever a worker runs` };
  });
}

/** Servers of one's own may want no key; none is sent to them unless `keyEnv` names one. */
function wantsKey({ api, baseUrl, keyEnv }: ModelEndpoint): boolean {
  return keyEnv !== undefined || api === 'anthropic' || (api === 'openai' && baseUrl === undefined);
}

function isSharedKey({ api, keyEnv }: ModelEndpoint): boolean {
  return api === 'anthropic' && keyEnv === undefined;
}

/** What each model costs, and when that was looked up. */
export function checkPrices({ config }: Session, seenModels: readonly string[]): CheckResult[] {
  return modelsOf(config, seenModels[0]).flatMap(({ role, model }): CheckResult[] => {
    const check = `price of ${role}`;
    if (model.model === 'auto') {
      const detail = "'auto', and no model was seen in the logs; set scoring.production.model";
      return [{ check, outcome: 'note', detail }];
    }
    if (isOwnJudge(model)) return [];
    const price = priceOf(model.model, config.scoring.prices);
    if (price === undefined) {
      const detail = `unknown for ${model.model}; add it to scoring.prices, or correct the model id`;
      return [{ check, outcome: 'fail', detail }];
    }
    return [{ check, outcome: 'ok', detail: `${model.model}: ${priceText(price)}` }];
  });
}

function priceText({
  inputUsdPerMillion,
  outputUsdPerMillion,
  long,
  batchFactor,
  cacheReadFactor,
  asOf,
}: Price): string {
  const tier =
    long === undefined
      ? ''
      : ` (${long.inputUsdPerMillion} in, ${long.outputUsdPerMillion} out above ${long.aboveInputTokens} input tokens)`;
  const shares = `cached input ${cacheReadFactor}, batches ${batchFactor} of that`;
  return `${inputUsdPerMillion} in, ${outputUsdPerMillion} out${tier}, USD per million tokens, ${shares}, as of ${asOf}`;
}

/** Every model that is asked, by what it does. */
function modelsOf({ scoring, ...config }: PipelineConfig, productionModel: string | undefined) {
  const { production, judge, otherJudges } = scoring;
  const model = production.model === 'auto' ? (productionModel ?? 'auto') : production.model;
  return [
    { role: 'production', model: { ...production, model } },
    ...candidatesOf({ scoring, ...config }).map(({ arm, settings }) => ({ role: arm, model: settings })),
    { role: 'judge', model: judge },
    ...otherJudges.map((other, at) => ({ role: `judge-${at + 2}`, model: other })),
    ...(config.drift.topicNames === undefined ? [] : [{ role: 'topic names', model: config.drift.topicNames }]),
  ];
}

/** A judge behind HTTP, which asks for no money that is known here. */
function isOwnJudge(model: object): boolean {
  return 'kind' in model && model.kind === 'http';
}
