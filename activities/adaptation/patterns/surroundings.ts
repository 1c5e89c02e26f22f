import { inContext, type PromptPattern, presence } from './prompt-pattern.js';

/** Where a prompt stands among the prompts of others. */
const AMONG_OTHERS: readonly PromptPattern[] = [
  presence(
    'shared_template',
    'is made from a template that at least five users of the compared windows share',
    (_, { templateUsers }) => templateUsers > 0,
  ),
  {
    name: 'eval_set_distance',
    definition: '1 - cosine to the nearest eval-set item of another user; 0 without an eval set',
    measure: (_, { evalSetDistance }) => evalSetDistance ?? 0,
  },
];

export const SURROUNDINGS_PATTERNS = inContext(AMONG_OTHERS.map((pattern) => ({ ...pattern, readsOthers: true })));
