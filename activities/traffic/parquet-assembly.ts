import type { SchemaTree } from 'hyparquet';
import type { LeafColumn, LeafLevels } from './parquet-column.js';

/** Reads a node of the schema, row by row. */
export interface NodeReader {
  read(): unknown;
  /** Leaves below the node; each gives one entry at least for every row. */
  readonly leaves: readonly LeafColumn[];
}

type LeafOf = (path: readonly string[], levels: LeafLevels) => LeafColumn;

/** Levels of a node's ancestors: how many of them may be absent, and how many repeat. */
interface Levels {
  readonly definition: number;
  readonly repetition: number;
}

/**
 * A reader of a column of any depth: records are put together from the entries of their leaves by the levels (Melnik et
 * al. 2010, section 4.3). Lists are read in all layouts of apache/parquet-format, LogicalTypes.md, and so are maps.
 * @throws {Error} for a schema that makes no sense
 */
export function assemblyOf(node: SchemaTree, leafOf: LeafOf): NodeReader {
  return readerOf(node, { definition: 0, repetition: 0 }, leafOf);
}

function readerOf(node: SchemaTree, above: Levels, leafOf: LeafOf): NodeReader {
  const { repetition_type: repetition } = node.element;
  if (repetition === 'REPEATED') {
    const levels = { definition: above.definition + 1, repetition: above.repetition + 1 };
    return listOf(contentOf(node, levels, leafOf), levels);
  }
  const levels = repetition === 'OPTIONAL' ? { ...above, definition: above.definition + 1 } : above;
  const content = contentOf(node, levels, leafOf);
  // A leaf tells itself whether its value is null.
  return repetition === 'OPTIONAL' && node.children.length > 0 ? optionalOf(content, levels.definition) : content;
}

/** What a node holds where it is present. */
function contentOf(node: SchemaTree, levels: Levels, leafOf: LeafOf): NodeReader {
  const { element, children, path } = node;
  if (children.length === 0) {
    const leaf = leafOf(path, { element, mostDefinition: levels.definition, mostRepetition: levels.repetition });
    return { leaves: [leaf], read: () => leaf.take() };
  }
  const [only] = children;
  const kind = element.logical_type?.type ?? element.converted_type;
  const isRepeated = children.length === 1 && only?.element.repetition_type === 'REPEATED';
  if (isRepeated && only !== undefined) {
    const inside = { definition: levels.definition + 1, repetition: levels.repetition + 1 };
    const [key, value] = only.children;
    const isMap = kind === 'MAP' || kind === 'MAP_KEY_VALUE';
    if (isMap && only.children.length === 2 && key !== undefined && value !== undefined) {
      const keys = readerOf(key, inside, leafOf);
      const values = readerOf(value, inside, leafOf);
      const leaves = [...keys.leaves, ...values.leaves];
      const pairs = listOf({ leaves, read: () => [String(keys.read()), values.read()] }, inside);
      // Through entries, so that no key sets a prototype.
      return { leaves, read: () => Object.fromEntries(pairs.read() as [string, unknown][]) };
    }
    if (kind === 'LIST') return listOf(elementOf(node, only, inside, leafOf), inside);
  }
  return structOf(children, levels, leafOf);
}

/** The element of a list: the repeated node's only child, or in older layouts the repeated node itself. */
function elementOf(list: SchemaTree, repeated: SchemaTree, levels: Levels, leafOf: LeafOf): NodeReader {
  const [element] = repeated.children;
  const { name } = repeated.element;
  const isItself = repeated.children.length !== 1 || name === 'array' || name === `${list.element.name}_tuple`;
  return isItself || element === undefined ? contentOf(repeated, levels, leafOf) : readerOf(element, levels, leafOf);
}

function structOf(children: readonly SchemaTree[], levels: Levels, leafOf: LeafOf): NodeReader {
  const fields = children.map((child) => [child.element.name, readerOf(child, levels, leafOf)] as const);
  return {
    leaves: fields.flatMap(([, { leaves }]) => leaves),
    read() {
      const struct: Record<string, unknown> = {};
      for (const [name, field] of fields) {
        const value = field.read();
        if (name !== '__proto__') struct[name] = value;
      }
      return struct;
    },
  };
}

function optionalOf(content: NodeReader, definition: number): NodeReader {
  const { leaves } = content;
  const first = firstOf(leaves);
  return {
    leaves,
    read() {
      if (first.definition() >= definition) return content.read();
      skip(leaves);
      return null;
    },
  };
}

function listOf(element: NodeReader, { definition, repetition }: Levels): NodeReader & { read(): unknown[] } {
  const { leaves } = element;
  const first = firstOf(leaves);
  return {
    leaves,
    read() {
      const list: unknown[] = [];
      if (first.definition() < definition) {
        skip(leaves);
        return list;
      }
      do list.push(element.read());
      while (first.repetition() === repetition);
      return list;
    },
  };
}

/** What is absent has one entry without a value in each of its leaves. */
function skip(leaves: readonly LeafColumn[]): void {
  for (const leaf of leaves) leaf.take();
}

function firstOf(leaves: readonly LeafColumn[]): LeafColumn {
  const [first] = leaves;
  if (first === undefined) throw new Error('group without columns');
  return first;
}
