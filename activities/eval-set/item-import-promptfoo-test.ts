import { z } from 'zod';

const fields = z.record(z.string(), z.unknown());
const options = z.looseObject({
  prefix: z.string('must be text').optional(),
  suffix: z.string('must be text').optional(),
  transformVars: z.undefined('is code, which is not run; write the variables out').optional(),
  disableVarExpansion: z.boolean('must be true or false').optional(),
  disableDefaultAsserts: z.boolean('must be true or false').optional(),
});
/** A test of a promptfoo config, as far as it matters here. */
export const promptfooTest = z.looseObject(
  {
    vars: z.record(z.string(), z.unknown(), 'must be variables with their values; files are not followed').default({}),
    assert: z
      .array(z.looseObject({ type: z.string('must be text') }, 'must be {type, value}'), 'must be a list')
      .default([]),
    options: options.default({}),
    metadata: fields.default({}),
    prompts: z.array(z.string('must be text'), 'must be a list of labels').optional(),
    path: z.undefined('is a generator, which is not run; write its tests out').optional(),
  },
  'must be a test with vars; files are not followed: put the tests into the config, or import their file',
);
export type PromptfooTest = z.output<typeof promptfooTest>;

/** What `defaultTest` says of every test, and the test's own word over it. */
export function mergedTest(defaults: PromptfooTest, test: PromptfooTest): PromptfooTest {
  const own = test.options.disableDefaultAsserts === true ? test.assert : [...test.assert, ...defaults.assert];
  return {
    ...test,
    vars: { ...defaults.vars, ...test.vars },
    assert: own,
    options: { ...defaults.options, ...test.options },
    metadata: { ...defaults.metadata, ...test.metadata },
  };
}

/** Whether promptfoo would load the text from elsewhere. */
export function isReference(text: string): boolean {
  return /^(?:file|https?|package|python|exec|az|huggingface|langfuse|helicone|portkey):/.test(text);
}

/** promptfoo takes a prompt of one word with an ending for the path of a file. */
export function isFile(prompt: string): boolean {
  return (
    isReference(prompt) || /^\S+\.(?:txt|json|jsonl|ya?ml|md|csv|j2|py|[cm]?[jt]s|sh)(?::\w+)?$/.test(prompt.trim())
  );
}
