import { Ajv, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { parseJson } from '../conversation.js';

/** Patterns run in linear time: answers are nobody's input to slow a worker down with. */
const linearTimePatterns = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    // Ajv tells patterns apart by their text.
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => pattern };
  },
  { code: 're2' },
);

const OPTIONS: Options = {
  // Schemas are written for many tools, and hold keywords of theirs.
  strict: false,
  // As JSON Schema has it by default: a format says what is meant, and is not checked.
  validateFormats: false,
  logger: false,
  code: { regExp: linearTimePatterns },
};

/**
 * Whether a whole answer, white space around it aside, is JSON that matches the schema. Draft 2020-12, or draft 7 where
 * `$schema` names it; references lead within the schema only.
 * @throws when the schema cannot be used
 */
export function compileAnswerSchema(schema: Readonly<Record<string, unknown>>): (answer: string) => boolean {
  if (schema['$async'] === true) throw new Error('$async is no part of JSON Schema');
  const { $schema: draft } = schema;
  const isDraft7 = typeof draft === 'string' && draft.includes('draft-07');
  const engine = isDraft7 ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS);
  const validate = engine.compile({ ...schema });
  return (answer) => {
    const value = parseJson(answer);
    return value !== undefined && validate(value);
  };
}
