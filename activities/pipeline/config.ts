import { z } from 'zod';
import { objectionToPattern } from '../traffic/custom-patterns.js';
import { objectionToPath } from '../traffic/sources/json-path.js';
import { embeddingSchema } from './embedding-config.js';
import { environmentName, scoringSchema } from './scoring-config.js';
import { topicNamesSchema } from './topic-names-config.js';

const share = z.number().min(0).max(1);
const positive = z.number().int().positive();
const days = z.number().positive().max(366);

const redactPattern = z
  .string()
  .max(1000)
  .superRefine((pattern, context) => {
    const objection = objectionToPattern(pattern);
    if (objection !== null) context.addIssue({ code: 'custom', message: `the pattern ${objection}` });
  });

const jsonPath = z
  .string()
  .max(500)
  .superRefine((path, context) => {
    const objection = objectionToPath(path);
    if (objection !== null) context.addIssue({ code: 'custom', message: objection });
  });

const trafficFilter = z
  .strictObject({
    field: z
      .string()
      .regex(
        /^(?:model|route|language|attributes\.[^\s]{1,100})$/,
        'model, route, language, or attributes. and the name of a metadata field',
      )
      .describe('what is looked at'),
    in: z.array(z.string()).min(1).max(1000).optional().describe('keep requests with one of these values'),
    notIn: z.array(z.string()).min(1).max(1000).optional().describe('leave out requests with one of these values'),
  })
  .refine((filter) => (filter.in === undefined) !== (filter.notIn === undefined), {
    error: 'give either in or notIn',
  });

const settings = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, at most 63')
    .describe('names the pipeline in S3 and Temporal; never change it'),
  storage: z.strictObject({
    bucket: z.string().min(3).describe('bucket for everything Tidemark writes'),
    prefix: z.string().default('tidemark').describe('folder inside the bucket'),
  }),
  traffic: z
    .strictObject({
      source: z
        .enum(['tidemark-jsonl', 'litellm', 'langfuse', 'langsmith', 'bedrock', 'otel', 'custom'])
        .default('tidemark-jsonl')
        .describe('format of the logs'),
      bucket: z.string().min(3).optional().describe('bucket of the logs; default: storage.bucket'),
      prefix: z
        .string()
        .describe(
          'keys of log objects start with this; a date (2026-10-05, 2026/10/05 or year=2026/month=10/day=05) may follow',
        ),
      latenessHours: z
        .number()
        .min(0)
        .max(720)
        .default(24)
        .describe('how long after the end of a window its records may still arrive'),
      maxUnreadableShare: share.default(0.05).describe('a window with a larger share of unreadable lines fails'),
      metadataKeys: z
        .strictObject({
          user: z.string().min(1).default('user_id').describe('key of the user id'),
          session: z.string().min(1).default('session_id').describe('key of the session id'),
          route: z.string().min(1).default('route').describe('key of the route or feature'),
        })
        .prefault({})
        .describe('names that the product gave to its own metadata in the logs'),
      fields: z
        .strictObject({
          requestId: jsonPath.describe('id of the request'),
          timestamp: jsonPath.describe('start of the request: ISO-8601, or seconds or milliseconds since 1970'),
          userId: jsonPath.optional().describe('id of the user'),
          sessionId: jsonPath.optional().describe('id of the session'),
          model: jsonPath.optional().describe('model that answered'),
          route: jsonPath.optional().describe('route or feature'),
          prompt: jsonPath.optional().describe('text of the user turn'),
          messages: jsonPath.optional().describe('list of {role, content}; its last user turn is the prompt'),
          response: jsonPath.optional().describe('text of the answer'),
          systemPrompt: jsonPath.optional().describe('system prompt'),
          tools: jsonPath.optional().describe('tool definitions offered to the model'),
          status: jsonPath.optional().describe('"error" where the request failed'),
        })
        .optional()
        .describe('where a custom source keeps its fields, as JSON paths such as $.request.id'),
      filters: z
        .array(trafficFilter)
        .max(50)
        .default([])
        .describe('requests must pass all of these, such as [{ field: language, in: [en, de] }]'),
      redact: z
        .array(
          z.strictObject({
            name: z
              .string()
              .regex(/^[A-Z][A-Z0-9_]{0,30}$/, 'capital letters, digits and underscores, such as ORDER_NUMBER')
              .describe('name in the placeholder'),
            pattern: redactPattern.describe('regular expression in RE2 syntax, which runs in linear time'),
          }),
        )
        .max(50)
        .default([])
        .describe('what else must not be stored, beside the built-in kinds'),
    })
    .refine(({ source, fields }) => source !== 'custom' || fields !== undefined, {
      path: ['fields'],
      error: 'a custom source needs fields: requestId, timestamp, and prompt or messages at least',
    })
    .refine(({ fields }) => fields === undefined || (fields.prompt ?? fields.messages) !== undefined, {
      path: ['fields'],
      error: 'fields need prompt or messages: without either there is nothing to evaluate',
    }),
  sample: z
    .strictObject({
      size: positive.default(2000).describe('requests kept of one window'),
      perUserCap: positive.default(20).describe('requests kept of one user'),
      strata: z
        .array(z.enum(['route', 'model', 'language', 'topic', 'turn-depth']))
        .max(5)
        .default([])
        .describe('fields whose values are sampled apart'),
      seed: z.string().default('tidemark').describe('changes every sample; leave it'),
    })
    .prefault({}),
  evalSet: z
    .strictObject({
      size: positive.default(200).describe('items of the eval set'),
      anchorShare: share.default(0.2).describe('items that are never retired'),
      newShare: share.default(0.25).describe('items replaced each week, at most'),
      maxAgeWeeks: positive.default(26).describe('items older than this retire'),
      minEffectiveSampleShare: share
        .default(0.3)
        .describe('below this share of effective items weighted figures are refused'),
    })
    .refine(({ anchorShare, newShare }) => anchorShare + newShare <= 1, {
      path: ['newShare'],
      error: 'anchorShare and newShare together are above 1; lower one of them',
    })
    .prefault({}),
  embedding: embeddingSchema,
  drift: z
    .strictObject({
      level: z
        .number()
        .gt(0)
        .lt(0.5)
        .default(0.05)
        .describe('probability of any false alarm over a year of weekly looks'),
      permutations: z.number().int().min(99).max(100_000).default(1999).describe('permutations of users per test'),
      weightCap: positive.default(3).describe('requests of one user that count fully'),
      minUsers: z.number().int().min(20).default(20).describe('fewer users on a side: no verdict'),
      minimumEffect: z
        .number()
        .min(0)
        .default(0.02)
        .describe('share of traffic the eval set or reference must lack before an alarm'),
      topics: z
        .number()
        .int()
        .min(2)
        .max(200)
        .default(60)
        .describe('most topics of the frozen topic map; clusters that other users do not reproduce are merged'),
      topicNames: topicNamesSchema
        .optional()
        .describe('a model that names topics which moved, from half of the users, and is tested on the other half'),
    })
    .prefault({}),
  scoring: scoringSchema,
  adaptation: z
    .strictObject({
      baselineDays: days.default(28).describe('window before the release'),
      checkpointsDays: z
        .array(days)
        .min(1)
        .max(20)
        .refine(
          (checkpoints) => checkpoints.every((day, index) => index === 0 || day > (checkpoints[index - 1] ?? 0)),
          {
            error: 'each checkpoint must be later than the one before it, such as [1, 3, 7, 14, 28]',
          },
        )
        .default([1, 3, 7, 14, 28])
        .describe('days after the release at which to look'),
      placebos: z
        .number()
        .int()
        .min(0)
        .max(200)
        .default(20)
        .describe('dates before the release that the same figures are computed for'),
      leftBehindAbove: z
        .number()
        .gt(0)
        .max(1)
        .default(0.05)
        .describe('share of the traffic after a release that the eval set lacks, above which it is refreshed at once'),
      foundReleases: z
        .enum(['report', 'track'])
        .default('report')
        .describe('releases that nobody announced: only tell of them, or follow them too'),
      foundAbove: z
        .number()
        .gt(0)
        .max(1)
        .default(0.1)
        .describe('share of the requests that a new model or system prompt must answer to count as such a release'),
      replayItems: z.number().int().min(0).default(60).describe('prompts per side of the replay'),
      perUserCap: positive.default(50).describe('requests followed of one user and window'),
      maxRequests: positive.default(50_000).describe('requests followed per window'),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      dayOfWeek: z
        .enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
        .default('monday')
        .describe('day on which the last full week is evaluated, in UTC'),
      hour: z.number().int().min(0).max(23).default(4).describe('hour of that day, in UTC'),
      minute: z.number().int().min(0).max(59).default(17).describe('minute of that hour'),
    })
    .prefault({}),
  notify: z
    .strictObject({
      webhookEnv: environmentName.optional().describe('name of the environment variable that holds a webhook address'),
    })
    .prefault({}),
});

/**
 * What a pipeline's YAML may say. Every default is written here and nowhere else; secrets come from the environment
 * and have no key.
 */
export const pipelineSchema = settings.refine(
  ({ embedding, sample }) => embedding.kind === 'lexical' || !sample.strata.includes('topic'),
  {
    path: ['sample', 'strata'],
    error: 'topic needs embedding.kind lexical, since every request of a window is placed; remove topic or change kind',
  },
);

/** A resolved configuration: every default filled in. It is stored by digest, and a run carries that digest. */
export type PipelineConfig = z.output<typeof pipelineSchema>;
