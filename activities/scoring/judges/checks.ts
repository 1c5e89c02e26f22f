import { RE2JS, RE2JSException } from 're2js';
import type { CheckConfig } from '../../pipeline/scoring-config.js';
import { languageOf } from '../../traffic/language.js';
import { compileAnswerSchema } from './answer-schema.js';
import { readsAsRefusal } from './refusal-phrases.js';

/** What is looked at, and what it is looked at against. */
export interface CheckedAnswer {
  readonly answer: string;
  readonly prompt: string;
  /** ISO 639-1 code of the prompt's language, where the logs or the sampling have told it. */
  readonly language: string | null;
}

/** Passed or not; null where the question has no answer, as with the language of a number. */
type Check = (answer: CheckedAnswer) => boolean | null;

/** Why a check cannot be run: the key that is wrong or missing, and what to write. */
export interface CheckObjection {
  readonly key: keyof CheckConfig;
  readonly message: string;
}

/** What is wrong with a check of the configuration; null for nothing. Pure. */
export function objectionToCheck(check: CheckConfig): CheckObjection | null {
  const stray = strayKey(check);
  if (stray !== null) return { key: stray, message: `means nothing to a check of kind ${check.kind}; remove it` };
  switch (check.kind) {
    case 'json-schema':
      return objectionToSchema(check);
    case 'regex':
      return objectionToRegex(check);
    case 'length':
      return objectionToLength(check);
    case 'no-refusal':
    case 'language':
    default:
      return null;
  }
}

/**
 * Makes checks ready to run over many answers: `{name: passed}` for each.
 * @throws when {@link objectionToCheck} objects to one of them
 */
export function compileChecks(
  checks: readonly CheckConfig[],
): (answer: CheckedAnswer) => Record<string, boolean | null> | null {
  const compiled = checks.map((check) => ({ name: check.name, passes: compileCheck(check) }));
  if (compiled.length === 0) return () => null;
  return (answer) => Object.fromEntries(compiled.map(({ name, passes }) => [name, passes(answer)]));
}

function compileCheck(check: CheckConfig): Check {
  const objection = objectionToCheck(check);
  if (objection !== null) throw new Error(`the check ${check.name}: ${objection.key} ${objection.message}`);
  switch (check.kind) {
    case 'json-schema': {
      const matches = compileAnswerSchema(check.schema ?? {});
      return ({ answer }) => matches(answer);
    }
    case 'regex': {
      const pattern = RE2JS.compile(check.pattern ?? '');
      return ({ answer }) => pattern.matcher(answer).find();
    }
    case 'length': {
      const { minCharacters = 0, maxCharacters = Number.POSITIVE_INFINITY } = check;
      return ({ answer }) => isBetween(codePointsIn(answer), minCharacters, maxCharacters);
    }
    case 'no-refusal':
      return ({ answer }) => !readsAsRefusal(answer);
    case 'language':
    default:
      return isInLanguageOfPrompt;
  }
}

const KEYS: Readonly<Record<CheckConfig['kind'], readonly (keyof CheckConfig)[]>> = {
  'json-schema': ['schema'],
  regex: ['pattern'],
  length: ['minCharacters', 'maxCharacters'],
  'no-refusal': [],
  language: [],
};

function strayKey(check: CheckConfig): keyof CheckConfig | null {
  const settings = ['schema', 'pattern', 'minCharacters', 'maxCharacters'] as const;
  return settings.find((key) => check[key] !== undefined && !KEYS[check.kind].includes(key)) ?? null;
}

function objectionToSchema({ schema }: CheckConfig): CheckObjection | null {
  const key = 'schema';
  if (schema === undefined) return { key, message: 'is missing; a json-schema check needs the schema to match' };
  try {
    compileAnswerSchema(schema);
    return null;
  } catch (error) {
    return { key, message: `is no JSON Schema that can be used: ${firstLine(error)}` };
  }
}

function objectionToRegex({ pattern }: CheckConfig): CheckObjection | null {
  const key = 'pattern';
  if (pattern === undefined) return { key, message: 'is missing; a regex check needs the pattern to match' };
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return {
      key,
      message:
        `is no regular expression in RE2 syntax (${error.message.replace(/^error parsing regexp: /, '')}); ` +
        'RE2 has no look-around and no backreferences',
    };
  }
}

function objectionToLength({ minCharacters, maxCharacters }: CheckConfig): CheckObjection | null {
  if (minCharacters === undefined && maxCharacters === undefined) {
    return { key: 'maxCharacters', message: 'is missing; a length check needs minCharacters, maxCharacters or both' };
  }
  if ((minCharacters ?? 0) <= (maxCharacters ?? Number.POSITIVE_INFINITY)) return null;
  return { key: 'maxCharacters', message: `is below minCharacters (${minCharacters}), so that no answer could pass` };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function isBetween(value: number, low: number, high: number): boolean {
  return low <= value && value <= high;
}

/** Characters as people count them, nearly: an emoji is one, an accent of its own is another. */
function codePointsIn(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function isInLanguageOfPrompt({ answer, prompt, language }: CheckedAnswer): boolean | null {
  const asked = language ?? languageOf(prompt);
  const answered = languageOf(answer);
  return asked === null || answered === null ? null : asked === answered;
}
