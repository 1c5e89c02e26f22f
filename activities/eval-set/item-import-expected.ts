/** An assertion of promptfoo. */
export interface Assertion {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Assertions whose value is an answer that would be right, in the order in which one is taken. */
const REFERENCES = [
  'equals',
  'factuality',
  'model-graded-factuality',
  'similar',
  'similar:cosine',
  'similar:dot',
  'similar:euclidean',
  'levenshtein',
  'rouge-n',
  'bleu',
  'gleu',
  'meteor',
];

/**
 * The expected answer of a test: the value of its first assertion that compares with a reference answer. The others,
 * such as contains or llm-rubric, say something about an answer and are none; they are named as ignored. Write those
 * into `scoring.checks` or into the judge's rubric.
 * @param fill fills variables in
 */
export function expectedAnswer(
  assertions: readonly Assertion[],
  fill: (value: string) => string,
): { readonly answer: string | null; readonly ignored: readonly string[] } {
  const all = assertions.flatMap((assertion) => [assertion, ...nested(assertion)]);
  const references = all
    .filter(({ type }) => REFERENCES.includes(type))
    .toSorted((a, b) => REFERENCES.indexOf(a.type) - REFERENCES.indexOf(b.type));
  const [chosen] = references.map(({ value }) => textOf(value)).filter((text) => text !== null);
  const ignored = all.filter(({ type }) => !REFERENCES.includes(type) && type !== 'assert-set').map(({ type }) => type);
  return { answer: chosen === undefined ? null : fill(chosen), ignored: [...new Set(ignored)] };
}

/** The assertions of a set. */
function nested({ type, assert }: Assertion): Assertion[] {
  if (type !== 'assert-set' || !Array.isArray(assert)) return [];
  return assert.filter((one: unknown): one is Assertion => typeof one === 'object' && one !== null && 'type' in one);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value)) return textOf(value[0]);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A file that holds the value is not followed.
  return text.startsWith('file://') ? null : text;
}
