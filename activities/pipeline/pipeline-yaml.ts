import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, type YAMLError } from 'yaml';
import { PipelineFileError } from './pipeline-problem.js';

const LARGEST_BYTES = 256 * 1024;

interface YamlPosition {
  readonly line: number;
  readonly column: number;
}

interface YamlEntry {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
}

/** A YAML file that was read: its value, and where each part of it stands. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** Every key with its value, outer ones first. */
  readonly entries: readonly YamlEntry[];
  at(path: readonly PropertyKey[]): unknown;
  /** Where a key or its value stands; for a missing one, where the section around it does. */
  positionOf(path: readonly PropertyKey[], part: 'key' | 'value'): YamlPosition;
}

/**
 * Parses one YAML document. Aliases are refused: nothing here needs them, and a few lines of them can fill the memory.
 * @param keys some that the file has, for messages
 * @throws {PipelineFileError} when it is not one well-formed YAML mapping in UTF-8 of at most 256 KiB
 */
export function parseYaml(bytes: Uint8Array | string, file: string, keys = '"name:" and "storage:"'): YamlSource {
  const text = decodeText(bytes, file);
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [document, second] = 'empty' in documents ? [undefined, undefined] : documents;
  const position = (offset: number): YamlPosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document === undefined || document.contents === null) throw fileError(file, 'the file is empty');
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new PipelineFileError(
      faults.map((fault) => ({ file, ...position(fault.pos[0]), key: '', message: faultText(fault) })),
    );
  }
  if (second !== undefined) {
    const where = position(second.range[0]);
    throw fileError(file, 'a second document starts here (---); the file has one', where);
  }
  if (!isMap(document.contents)) {
    throw fileError(file, `found no section; the file must start with keys such as ${keys}`);
  }
  const value = valueOf(document, file);
  return {
    file,
    value,
    entries: entriesOf(value, []),
    at: (path) => path.reduce<unknown>((inner, step) => member(inner, step), value),
    positionOf: (path, part) => position(offsetOf(document.contents, path, part)),
  };
}

/** @throws {PipelineFileError} when it is not UTF-8 text of at most 256 KiB */
export function decodeText(bytes: Uint8Array | string, file: string): string {
  const length = typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
  if (length > LARGEST_BYTES) {
    throw fileError(
      file,
      `found ${Math.ceil(length / 1024)} KiB; the file may have at most ${LARGEST_BYTES / 1024} KiB`,
    );
  }
  if (typeof bytes === 'string') return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fileError(file, 'found bytes that are not UTF-8; save the file as UTF-8 text');
  }
}

function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw fileError(file, 'found an alias (*name); write the value out');
  }
}

function fileError(file: string, message: string, position: YamlPosition = { line: 1, column: 1 }): PipelineFileError {
  return new PipelineFileError([{ file, ...position, key: '', message }]);
}

const FAULTS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'found a tab in the indentation; YAML allows spaces only',
  DUPLICATE_KEY: 'this key stands here a second time; keep one of them',
  BAD_INDENT: 'the indentation does not fit the lines above; keys of one section start in one column',
  BLOCK_AS_IMPLICIT_KEY: 'found a key after a value on one line, or a wrong indentation; one "key: value" per line',
  TAG_RESOLVE_FAILED: 'found a tag (!name); only plain values are allowed',
};

function faultText({ code, message }: YAMLError): string {
  const [first = ''] = message.split('\n');
  return FAULTS[code] ?? `not well-formed YAML: ${first}`;
}

/** Offset of the deepest part of the path that is there. */
function offsetOf(root: unknown, path: readonly PropertyKey[], part: 'key' | 'value'): number {
  let node: unknown = root;
  let offset = 0;
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      const keyOffset = startOf(pair.key) ?? offset;
      const valueOffset = startOf(pair.value);
      offset = isLast && part === 'value' ? (valueOffset ?? keyOffset) : keyOffset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function entriesOf(value: unknown, path: readonly PropertyKey[]): YamlEntry[] {
  if (typeof value !== 'object' || value === null) return [];
  const members: [PropertyKey, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return members.flatMap(([key, inner]) => [
    { path: [...path, key], value: inner },
    ...entriesOf(inner, [...path, key]),
  ]);
}

function member(value: unknown, step: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  const members: Record<PropertyKey, unknown> = { ...value };
  return members[step];
}
