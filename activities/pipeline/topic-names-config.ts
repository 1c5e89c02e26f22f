import { z } from 'zod';
import { modelSchema } from './scoring-config.js';

const { mode: _asked, ...asked } = modelSchema.shape;

/** The `drift.topicNames` section of a pipeline's YAML. */
export const topicNamesSchema = z.strictObject({
  ...asked,
  maxTokens: asked.maxTokens.default(1024),
  most: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(8)
    .describe('topics named each week, new ones and largest changes first'),
  minimumPrecision: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.7)
    .describe('a name is shown when so large a share of the prompts that fit it are of its topic'),
});
/** How topics get names: by a model, live calls. */
export type TopicNamesConfig = z.output<typeof topicNamesSchema>;
