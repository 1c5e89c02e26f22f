import { z } from 'zod';
import { objectionToCheck } from '../scoring/judges/checks.js';

const share = z.number().min(0).max(1);
const positive = z.number().int().positive();

/** Names a variable of the environment: secrets have no place in the file. */
export const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');

export const modelSchema = z.strictObject({
  model: z.string().min(1).describe('model id, as the endpoint knows it'),
  maxTokens: positive.default(4096).describe('upper bound of one answer, in tokens'),
  effort: z
    .enum(['low', 'medium', 'high', 'xhigh', 'max'])
    .optional()
    .describe('effort asked of a model that takes one'),
  api: z
    .enum(['anthropic', 'openai'])
    .default('anthropic')
    .describe('anthropic: the Messages API; openai: any endpoint that speaks its chat completions'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address of the endpoint; default: that of the API'),
  keyEnv: environmentName.optional().describe("name of the environment variable with the endpoint's key"),
  mode: z
    .enum(['auto', 'live', 'batch'])
    .default('auto')
    .describe('live calls, message batches at half the price, or batches where deadlineHours leaves them the time'),
});
/** How one model is asked. */
export type ModelConfig = z.output<typeof modelSchema>;

const price = z.strictObject({
  inputUsdPerMillion: z.number().min(0).describe('USD per million input tokens'),
  outputUsdPerMillion: z.number().min(0).describe('USD per million output tokens'),
  cacheReadFactor: z.number().min(0).default(0.1).describe('price of cached input, as a share of the input price'),
  cacheWriteFactor: z.number().min(0).default(1.25).describe('price of writing the cache for five minutes, likewise'),
  batchFactor: z.number().min(0).max(1).default(0.5).describe('price in a message batch, as a share'),
  long: z
    .strictObject({
      aboveInputTokens: positive.describe('calls with more input than this, in tokens'),
      inputUsdPerMillion: z.number().min(0).describe('USD per million input tokens of such calls'),
      outputUsdPerMillion: z.number().min(0).describe('USD per million output tokens of such calls'),
    })
    .optional()
    .describe('prices of calls with a long input'),
  asOf: z.iso.date().describe('day on which this price was looked up'),
});
/** What a model costs. */
export type Price = z.output<typeof price>;

const criterion = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower-case letters, digits and underscores')
    .describe('names the criterion in tables'),
  question: z.string().min(5).describe('what the judge is to look at'),
  scale: z
    .array(z.string().min(1).max(200))
    .min(2)
    .max(10)
    .refine((scale) => new Set(scale).size === scale.length, { error: 'two levels of the scale have the same words' })
    .describe('what each score means, worst first, such as [wrong, partly right, right]'),
  weight: z.number().positive().default(1).describe("weight in the answer's score"),
});
export type Criterion = z.output<typeof criterion>;

/** Criteria of one judge. */
const criteria = z
  .array(criterion)
  .max(10)
  .superRefine((given, context) => {
    const names = given.map(({ name }) => name);
    const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
    if (twice === -1) return;
    context.addIssue({ code: 'custom', path: [twice, 'name'], message: 'another criterion has this name' });
  });

const rubric = z.string().min(20);

/** What a file may hold that `rubricFile` names. */
export const rubricFileSchema = z.strictObject({
  rubric: rubric.describe('what a good answer is'),
  criteria: criteria.optional().describe('what is scored, each on a scale of its own'),
});
export type RubricFile = z.output<typeof rubricFileSchema>;

const judge = z
  .strictObject({
    ...modelSchema.shape,
    kind: z
      .enum(['model', 'http'])
      .default('model')
      .describe('model: a model with a rubric; http: a judge of your own behind baseUrl'),
    rubric: rubric
      .default(
        'Rate how well the answer serves the person who asked: correct, complete, specific, and in the form they wanted.',
      )
      .describe('what a good answer is'),
    criteria: criteria
      .default([])
      .describe('what is scored, each on a scale of its own; default: one overall score from 1 to 5'),
    rubricFile: z
      .string()
      .min(1)
      .optional()
      .describe('file with the rubric, beside this one: YAML with rubric and criteria, or the rubric as plain text'),
    retestShare: share.default(0.1).describe('items judged a second time, to measure how often the judge flips'),
  })
  .refine(({ kind, baseUrl }) => kind !== 'http' || baseUrl !== undefined, {
    path: ['baseUrl'],
    error: 'is missing; a judge of kind http needs the address that it answers at',
  });
/** A judge: model, rubric, schema and effort. */
export type JudgeConfig = z.output<typeof judge>;

const check = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens'),
    kind: z
      .enum(['json-schema', 'regex', 'length', 'no-refusal', 'language'])
      .describe('what is looked at; language: the answer is in the language of the prompt'),
    schema: z.record(z.string(), z.unknown()).optional().describe('json-schema: what the answer must match'),
    pattern: z.string().max(1000).optional().describe('regex: RE2 pattern that the answer must match'),
    minCharacters: z.number().int().min(0).optional().describe('length: fewest characters'),
    maxCharacters: positive.optional().describe('length: most characters'),
  })
  .superRefine((given, context) => {
    const objection = objectionToCheck(given);
    if (objection === null) return;
    context.addIssue({ code: 'custom', path: [objection.key], message: objection.message });
  });
/** Something that every answer must pass, decided without a judge. */
export type CheckConfig = z.output<typeof check>;

/** The `scoring` section of a pipeline's YAML. */
export const scoringSchema = z
  .strictObject({
    production: z
      .strictObject({
        ...modelSchema.shape,
        model: z
          .string()
          .min(1)
          .default('auto')
          .describe("'auto': the model that answered most of the window's requests"),
      })
      .prefault({}),
    candidate: modelSchema.optional().describe('the model that may replace production'),
    otherCandidates: z.array(modelSchema).max(4).default([]).describe('further models that may replace production'),
    judge,
    otherJudges: z.array(judge).max(4).default([]).describe('further judges of a share of the items'),
    otherJudgesShare: share.default(0.2).describe('items that the other judges see, to tell how far judges agree'),
    selfJudging: z
      .enum(['refused', 'acknowledged'])
      .default('refused')
      .describe('acknowledged: the judge may be the model of a candidate, and may prefer itself'),
    bridgeItems: positive
      .default(50)
      .describe('items that the judge before a change scores beside the new one, so that the trend goes on'),
    checks: z.array(check).max(20).default([]).describe('what every answer must pass, without a judge'),
    liveItems: positive.default(100).describe('sampled requests scored each week'),
    minimumEffect: share.default(0.03).describe('a smaller difference of scores, or of wins - losses, does not matter'),
    concurrency: z.number().int().min(1).max(200).default(8).describe('calls of one model in flight per worker'),
    batchSize: z.number().int().min(1).max(500).default(25).describe('items per activity'),
    deadlineHours: z
      .number()
      .positive()
      .max(24 * 14)
      .default(6)
      .describe('time the scoring may take; from 24 on, mode auto uses message batches'),
    spendCapUsd: z.number().positive().default(50).describe('most that one run may spend'),
    monthlyCapUsd: z.number().positive().optional().describe('most that the runs of one calendar month may spend'),
    overCap: z
      .enum(['refuse', 'sample'])
      .default('refuse')
      .describe('an estimate above a cap: refuse before the first call, or score a random part of the items'),
    prices: z.record(z.string(), price).default({}).describe('prices by model id, before the built-in price file'),
  })
  .superRefine((scoring, context) => {
    const candidates = [...(scoring.candidate === undefined ? [] : [scoring.candidate]), ...scoring.otherCandidates];
    const isSelf = candidates.some(({ model: id }) => id === scoring.judge.model);
    if (isSelf && scoring.selfJudging === 'refused') {
      context.addIssue({
        code: 'custom',
        path: ['judge', 'model'],
        message:
          'is also a candidate and may prefer its own answers; take another judge, or set scoring.selfJudging: acknowledged',
      });
    }
    if (scoring.candidate === undefined && scoring.otherCandidates.length > 0) {
      context.addIssue({ code: 'custom', path: ['otherCandidates'], message: 'name the first one as candidate' });
    }
    const names = scoring.checks.map(({ name }) => name);
    const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
    if (twice !== -1) {
      context.addIssue({ code: 'custom', path: ['checks', twice, 'name'], message: 'another check has this name' });
    }
  });
