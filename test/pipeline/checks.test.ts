import { expect, it } from 'vitest';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';
import { PipelineFileError, problemText } from '../../activities/pipeline/pipeline-problem.js';

const yamlWith = (...checks: readonly string[]) => `name: chat
storage: { bucket: my-bucket }
traffic: { prefix: logs/ }
scoring:
  judge: { model: claude-opus-5 }
  checks:
${checks.map((check) => `    - ${check}\n`).join('')}`;

function problemsOf(...checks: readonly string[]): string[] {
  try {
    parsePipeline(yamlWith(...checks), 'p.yaml');
  } catch (error) {
    if (error instanceof PipelineFileError) return error.problems.map(problemText);
    throw error;
  }
  return [];
}

it('takes a check of every kind', () => {
  expect(
    problemsOf(
      '{ name: shape, kind: json-schema, schema: { type: object, required: [total] } }',
      "{ name: number, kind: regex, pattern: '[0-9]+' }",
      '{ name: size, kind: length, maxCharacters: 500 }',
      '{ name: answers, kind: no-refusal }',
      '{ name: language, kind: language }',
    ),
  ).toEqual([]);
});

it.each([
  [
    'a json-schema check without a schema',
    '{ name: a, kind: json-schema }',
    'scoring.checks[0].schema: is missing; a json-schema check needs the schema to match',
  ],
  [
    'a schema that is none',
    '{ name: a, kind: json-schema, schema: { type: objekt } }',
    'scoring.checks[0].schema: is no JSON Schema that can be used: schema is invalid: data/type must be equal to one of the allowed values',
  ],
  [
    'a schema that lies elsewhere',
    "{ name: a, kind: json-schema, schema: { $ref: 'https://example.com/a.json' } }",
    "scoring.checks[0].schema: is no JSON Schema that can be used: can't resolve reference https://example.com/a.json",
  ],
  [
    'a schema with a pattern that is not RE2',
    "{ name: a, kind: json-schema, schema: { type: string, pattern: '(?=a)b' } }",
    'scoring.checks[0].schema: is no JSON Schema that can be used: error parsing regexp',
  ],
  [
    'a regex check without a pattern',
    '{ name: a, kind: regex }',
    'scoring.checks[0].pattern: is missing; a regex check needs the pattern to match',
  ],
  [
    'a pattern that is not RE2',
    "{ name: a, kind: regex, pattern: '(?<!a)b' }",
    'scoring.checks[0].pattern: is no regular expression in RE2 syntax',
  ],
  [
    'a length check without bounds',
    '{ name: a, kind: length }',
    'scoring.checks[0].maxCharacters: is missing; a length check needs minCharacters, maxCharacters or both',
  ],
  [
    'bounds the wrong way round',
    '{ name: a, kind: length, minCharacters: 9, maxCharacters: 3 }',
    'scoring.checks[0].maxCharacters: is below minCharacters (9), so that no answer could pass',
  ],
  [
    'a setting of another kind',
    '{ name: a, kind: no-refusal, pattern: sorry }',
    'scoring.checks[0].pattern: means nothing to a check of kind no-refusal; remove it',
  ],
])('refuses %s in one line, with its place', (_name, check, problem) => {
  const [line, ...more] = problemsOf(check);
  expect(line).toMatch(/^p\.yaml:7:\d+: /);
  expect(line).toContain(problem);
  expect(more).toEqual([]);
});

it('refuses two checks of one name', () => {
  const check = '{ name: a, kind: no-refusal }';
  expect(problemsOf(check, check)).toEqual(['p.yaml:8:15: scoring.checks[1].name: another check has this name']);
});

it('refuses a judge behind HTTP without an address', () => {
  const yaml = yamlWith().replace('{ model: claude-opus-5 }', '{ model: mine, kind: http }').replace('  checks:\n', '');
  expect(() => parsePipeline(yaml, 'p.yaml')).toThrow(
    'p.yaml:5:3: scoring.judge.baseUrl: is missing; a judge of kind http needs the address that it answers at',
  );
});
