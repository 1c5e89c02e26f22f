import { JSONPathError, type JSONValue, jsonpath } from 'json-p3';
import { fieldsOf } from './json-fields.js';

/** A JSON path (RFC 9535), compiled once for many values. */
export interface CompiledPath {
  /** Field of the outermost object that the path goes through; null when it may go through any. */
  readonly field: string | null;
  /** The first value at the path; undefined where there is none. Never throws. */
  first(value: unknown): unknown;
}

const { IndexSelector, NameSelector } = jsonpath.selectors;

/** @throws {Error} when the path cannot be read; says which and why */
export function compilePath(path: string): CompiledPath {
  const query = parse(path);
  const [first] = query.segments;
  const [start] = first?.selectors ?? [];
  // Canonical form: `$['a'][0]`, but `$..['a']` for any depth.
  const isOneField = first?.selectors.length === 1 && !query.toString().startsWith('$..');
  const field = isOneField && start instanceof NameSelector ? start.name : null;
  const steps = query.segments.flatMap(({ selectors: [step] }): (string | number)[] => {
    if (step instanceof NameSelector) return [step.name];
    return step instanceof IndexSelector ? [step.index] : [];
  });
  // Nearly all paths name one place: that is walked several times as fast.
  if (query.singularQuery() && steps.length === query.segments.length) {
    return { field, first: (value) => walk(value, steps) };
  }
  return {
    field,
    first(value) {
      try {
        return query.match(value as JSONValue)?.value;
      } catch {
        // Nested too deeply.
        return undefined;
      }
    },
  };
}

/** Why a path cannot be used, or null. */
export function objectionToPath(path: string): string | null {
  try {
    compilePath(path);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function parse(path: string): ReturnType<typeof jsonpath.compile> {
  try {
    return jsonpath.compile(path);
  } catch (cause) {
    if (!(cause instanceof JSONPathError)) throw cause;
    throw new Error(`${path} is no JSON path (${cause.message}); write one such as $.request.id`, {
      cause,
    });
  }
}

function walk(value: unknown, steps: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of steps) {
    if (typeof step === 'number') at = Array.isArray(at) ? (at as readonly unknown[]).at(step) : undefined;
    else {
      const fields = fieldsOf(at);
      at = fields !== null && Object.hasOwn(fields, step) ? fields[step] : undefined;
    }
    if (at === undefined) return undefined;
  }
  return at;
}
