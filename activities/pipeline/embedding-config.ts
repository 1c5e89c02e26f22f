import { z } from 'zod';

const positive = z.number().int().positive();

/** Settings that only some kinds of embedder know, with the kinds that do. */
const KINDS_OF = {
  baseUrl: ['http'],
  model: ['http'],
  keyEnv: ['http'],
  shorten: ['http'],
  maxCharacters: ['http'],
  concurrency: ['http'],
  timeoutSeconds: ['http'],
  folder: ['onnx'],
  maxTokens: ['onnx'],
  prefix: ['http', 'onnx'],
  batchSize: ['http', 'onnx'],
} as const;

/** Empty text stands for "none", so that every setting has a default. */
const settings = z.strictObject({
  kind: z
    .enum(['lexical', 'http', 'onnx'])
    .default('lexical')
    .describe(
      'lexical: hashed character and word n-grams, offline; http: an endpoint that speaks the OpenAI embeddings API; onnx: a model in a local folder',
    ),
  dimension: z
    .number()
    .int()
    .min(64)
    .max(4096)
    .default(384)
    .describe('length of the vectors; with http and onnx the length that the model gives'),
  baseUrl: z
    .string()
    .regex(/^$|^https?:\/\/\S+$/, 'an address that starts with http:// or https://')
    .default('')
    .describe('http: address of the endpoint, such as https://api.openai.com/v1; /embeddings is added'),
  model: z.string().max(200).default('').describe('http: model id, as the endpoint knows it'),
  keyEnv: z
    .string()
    .regex(/^$|^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable')
    .default('')
    .describe("http: name of the environment variable with the endpoint's key; empty: it wants none"),
  shorten: z
    .boolean()
    .default(false)
    .describe('http: ask for vectors of length dimension, where the endpoint can shorten them'),
  prefix: z
    .string()
    .max(500)
    .default('')
    .describe('http, onnx: put before every text, such as "query: " for E5 models'),
  maxCharacters: positive
    .max(100_000)
    .default(8000)
    .describe('http: characters of a text that are sent; a longer one is known by its beginning'),
  batchSize: positive.max(2048).default(32).describe('http, onnx: texts embedded at once'),
  concurrency: positive.max(32).default(4).describe('http: calls in flight'),
  timeoutSeconds: positive.max(600).default(60).describe('http: longest wait for one answer'),
  folder: z.string().max(1000).default('').describe('onnx: folder with model.onnx and tokenizer.json, on the workers'),
  maxTokens: z.number().int().min(2).max(8192).default(256).describe('onnx: tokens of a text that count'),
});

/** How prompts become vectors. */
export type EmbeddingConfig = z.output<typeof settings>;

const DEFAULTS = settings.parse({});

/** The `embedding` section of a pipeline's YAML. */
export const embeddingSchema = settings
  .superRefine((given, context) => {
    const custom = (key: keyof typeof KINDS_OF, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (given.kind === 'http' && given.baseUrl === '') custom('baseUrl', 'is missing; kind http needs an address');
    if (given.kind === 'http' && given.model === '') custom('model', 'is missing; kind http needs a model id');
    if (given.kind === 'onnx' && given.folder === '') custom('folder', 'is missing; kind onnx needs a folder');
    for (const [key, kinds] of Object.entries(KINDS_OF) as [keyof typeof KINDS_OF, readonly string[]][]) {
      if (kinds.includes(given.kind) || given[key] === DEFAULTS[key]) continue;
      custom(key, `is for kind ${kinds.join(' and ')}, and kind is ${given.kind}; remove it or change kind`);
    }
  })
  .prefault({});
