import { isNode, LineCounter, parseDocument } from 'yaml';
import { Refusal } from '../refusal.js';
import { badInput } from './item-import-text.js';

/** YAML is slow to read and has no use at this size. */
const MOST_CHARACTERS = 64 * 2 ** 20;

/** A YAML or JSON file: its value, and the line on which each part of it stands. */
export interface ItemDocument {
  readonly value: unknown;
  /** Line from 1 of what is at the path, or of the nearest thing around it. */
  lineOf(path: readonly (string | number)[]): number;
}

/**
 * Reads a file of one document; JSON is YAML. Anchors and merge keys work, as test suites use them.
 * @param name of the file, for messages
 * @throws {Refusal} `BadInput` with the line, never with the text
 */
export function parseItemDocument(text: string, name: string): ItemDocument {
  if (text.length > MOST_CHARACTERS) {
    throw new Refusal('BadInput', `${name}: ${text.length} characters; at most ${MOST_CHARACTERS}, split the file`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const [error] = document.errors;
  if (error !== undefined) {
    throw badInput(
      name,
      lineAt(error.pos[0]),
      null,
      `no YAML or JSON (${error.code.toLowerCase().replaceAll('_', ' ')})`,
    );
  }
  const lineOf = (path: readonly (string | number)[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), lineOf };
  } catch (cause) {
    throw new Refusal('BadInput', `${name}: its aliases cannot be resolved; write them out`, { cause });
  }
}
