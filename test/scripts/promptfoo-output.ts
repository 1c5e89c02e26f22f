import { z } from 'zod';

const tokenUsage = z.strictObject({
  prompt: z.number(),
  completion: z.number(),
  cached: z.number(),
  total: z.number(),
  numRequests: z.number(),
});
const named = z.record(z.string(), z.number());
const grading = z.looseObject({ pass: z.boolean(), score: z.number(), reason: z.string() });
const prompt = z.looseObject({ raw: z.string(), label: z.string() });
const vars = z.record(z.string(), z.string());

/** What promptfoo's documentation says of the file that `promptfoo eval --output` writes and `promptfoo import` reads. */
export const promptfooOutputSchema = z.strictObject({
  evalId: z.string(),
  results: z.strictObject({
    version: z.literal(3),
    timestamp: z.iso.datetime(),
    prompts: z.array(
      prompt.extend({
        id: z.string(),
        provider: z.string(),
        metrics: z.strictObject({
          score: z.number(),
          testPassCount: z.int(),
          testFailCount: z.int(),
          testErrorCount: z.int(),
          assertPassCount: z.int(),
          assertFailCount: z.int(),
          totalLatencyMs: z.number(),
          tokenUsage,
          namedScores: named,
          namedScoresCount: named,
          cost: z.number(),
        }),
      }),
    ),
    results: z.array(
      z.strictObject({
        id: z.string(),
        promptIdx: z.int(),
        testIdx: z.int(),
        promptId: z.string(),
        provider: z.strictObject({ id: z.string(), label: z.string() }),
        prompt,
        vars,
        testCase: z.strictObject({ description: z.string(), vars, metadata: z.record(z.string(), z.unknown()) }),
        response: z.strictObject({ output: z.string(), tokenUsage, cached: z.boolean() }),
        error: z.string().nullable(),
        failureReason: z.union([z.literal(0), z.literal(1), z.literal(2)]),
        success: z.boolean(),
        score: z.number(),
        namedScores: named,
        gradingResult: grading.extend({ namedScores: named, componentResults: z.array(grading) }),
        latencyMs: z.number(),
        cost: z.number(),
        tokenUsage,
        metadata: z.record(z.string(), z.unknown()),
      }),
    ),
    stats: z.strictObject({ successes: z.int(), failures: z.int(), errors: z.int(), tokenUsage }),
  }),
  config: z.looseObject({ description: z.string(), prompts: z.array(z.string()), providers: z.array(z.string()) }),
  shareableUrl: z.null(),
  metadata: z.record(z.string(), z.string()),
});
