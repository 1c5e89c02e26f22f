/** Edges of a node have numbers below this: the letters of all strings, from 1. */
const MOST_LETTERS = 1 << 12;
/** So that node and letter fit into 31 bits. */
const MOST_NODES = 1 << 19;

/** Strings by their beginnings, as a hash table of edges: node and letter to node. */
export class Trie {
  readonly root = 0;
  size = 1;
  /** Number of a code unit among those that any string has; 0 of the others. */
  private readonly letters = new Uint16Array(0x1_0000);
  private lettersKnown = 0;
  /** Nodes behind the root by letter, the same as in the hash table: most searches end there. */
  private readonly first = new Int32Array(MOST_LETTERS).fill(-1);
  /** Node times {@link MOST_LETTERS} plus letter; 0, which no edge has, where the slot is empty. */
  private keys = new Int32Array(1 << 12);
  private to = new Int32Array(1 << 12);

  add(text: string): number {
    let node = this.root;
    for (let i = 0; i < text.length; i += 1) {
      const letter = this.letterOf(text.charCodeAt(i));
      const next = this.next(node, text.charCodeAt(i));
      node = next < 0 ? this.link(node, letter) : next;
    }
    return node;
  }

  /** The node behind the edge of a string of one code unit; -1 where there is none. */
  child(text: string): number {
    return this.next(this.root, text.charCodeAt(0));
  }

  /** The node behind an edge; -1 where there is none. */
  next(node: number, unit: number): number {
    const letter = this.letters[unit] ?? 0;
    if (letter === 0) return -1;
    if (node === this.root) return this.first[letter] ?? -1;
    const slot = this.slotOf(node * MOST_LETTERS + letter);
    return this.keys[slot] === 0 ? -1 : (this.to[slot] ?? -1);
  }

  private letterOf(unit: number): number {
    const known = this.letters[unit] ?? 0;
    if (known > 0) return known;
    this.lettersKnown += 1;
    if (this.lettersKnown >= MOST_LETTERS) throw new RangeError(`more than ${MOST_LETTERS} different characters`);
    this.letters[unit] = this.lettersKnown;
    return this.lettersKnown;
  }

  private link(node: number, letter: number): number {
    if (this.size >= MOST_NODES) throw new RangeError(`more than ${MOST_NODES} beginnings of strings`);
    if (this.size * 3 > this.keys.length) this.grow();
    const key = node * MOST_LETTERS + letter;
    const slot = this.slotOf(key);
    this.keys[slot] = key;
    this.to[slot] = this.size;
    if (node === this.root) this.first[letter] = this.size;
    this.size += 1;
    return this.size - 1;
  }

  /** Where an edge is, or the empty slot where it would be. */
  private slotOf(key: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    const mixed = Math.imul(key, 0x9e37_79b1);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, to } = this;
    this.keys = new Int32Array(keys.length * 2);
    this.to = new Int32Array(keys.length * 2);
    keys.forEach((key, old) => {
      if (key === 0) return;
      const slot = this.slotOf(key);
      this.keys[slot] = key;
      this.to[slot] = to[old] ?? 0;
    });
  }
}
