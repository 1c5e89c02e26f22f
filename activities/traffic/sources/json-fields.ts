import { safeText } from '../log-fields.js';

const MOST_ATTRIBUTES = 50;
const MOST_ATTRIBUTE_CHARACTERS = 500;

/** An object as a log holds it: every field may be absent or of any type. */
export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = Object.freeze({});

/** The value as an object with fields; null for lists and everything else. */
export function fieldsOf(value: unknown): Fields | null {
  return isFields(value) ? value : null;
}

/** Fields of an object inside a log; none when it is absent or no object. */
export function fieldsIn(value: unknown): Fields {
  return isFields(value) ? value : NO_FIELDS;
}

/** The value as a list; empty for everything else. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value a JSON text stands for; undefined, which no JSON text stands for, when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Scalars of several objects as texts by name, at most 50 of 500 characters each; of several with one name the first
 * counts. Lists, objects and empty texts are left out.
 */
export function attributesOf(...sources: readonly Fields[]): Readonly<Record<string, string>> {
  const attributes = new Map<string, string>();
  for (const source of sources) {
    for (const [name, value] of Object.entries(source)) {
      if (attributes.size >= MOST_ATTRIBUTES) break;
      const text = scalarText(value);
      if (text !== '' && !attributes.has(name)) attributes.set(name, text);
    }
  }
  // Without a prototype's setter: a field called __proto__ is a field.
  return Object.fromEntries(attributes);
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return safeText(value.slice(0, MOST_ATTRIBUTE_CHARACTERS));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
