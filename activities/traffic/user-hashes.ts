import { FIELD, setUser, USER_FIELD_WORDS } from './request-rows.js';
import { hashUnit, type RecordOwner } from './user-hash.js';

/** Users whose hash is remembered; then all are forgotten. */
const MOST_USERS = 30_000;
/** A power of two. */
const SLOTS = 65_536;
/** The bits of a slot for the number of a user, from 1; above them are bits of the hash of the id. */
const NUMBER_MASK = 2 ** 15 - 1;
/** Slots that are tried: more only come of ids made for it. */
const MOST_STEPS = 32;
/** What a user takes, a line of the processor's cache: the hash, the length of the id, and its characters. */
const USER_BYTES = 64;
const USER_WORDS = USER_BYTES / Uint32Array.BYTES_PER_ELEMENT;
const LENGTH_AT = USER_FIELD_WORDS * Uint32Array.BYTES_PER_ELEMENT;
const ID_AT = LENGTH_AT + 1;
const MOST_ID_CHARACTERS = USER_BYTES - ID_AT;

/**
 * Writes users of records; most of them come again, and a keyed hash costs more than all else noted of a record. What is
 * remembered lies in flat memory, because with as many users as a map is for, each step along its pointers would wait for
 * memory.
 */
export class UserHashes {
  readonly #userKey: string;
  readonly #slots = new Uint32Array(SLOTS);
  readonly #words = new Uint32Array(USER_WORDS * MOST_USERS);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  readonly #row = new Uint32Array(FIELD.user + USER_FIELD_WORDS);
  #users = 0;

  constructor(userKey: string) {
    this.#userKey = userKey;
  }

  /** Writes whose the record is, as {@link setUser} does, from `at` on. */
  write(owner: RecordOwner, words: Uint32Array, at: number): void {
    const { userId } = owner;
    const user = userId === null ? null : this.#numberOf(userId, owner);
    const source = user === null ? this.#hashed(owner) : this.#words;
    const from = user === null ? FIELD.user : USER_WORDS * user;
    for (let word = 0; word < USER_FIELD_WORDS; word += 1) words[at + word] = source[from + word] ?? 0;
  }

  /** A row that holds nothing but the user. */
  #hashed(owner: RecordOwner): Uint32Array {
    setUser(this.#row, 0, hashUnit(owner, this.#userKey).user);
    return this.#row;
  }

  /** Null for an id that is not remembered. */
  #numberOf(userId: string, owner: RecordOwner): number | null {
    if (userId.length > MOST_ID_CHARACTERS) return null;
    const hash = hashOf(userId);
    const tag = hash & ~NUMBER_MASK;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const at = (hash + step) & (SLOTS - 1);
      const slot = this.#slots[at] ?? 0;
      if (slot === 0) return this.#remember(userId, owner, at, tag);
      const user = (slot & NUMBER_MASK) - 1;
      if ((slot & ~NUMBER_MASK) === tag && this.#isUser(user, userId)) return user;
    }
    return null;
  }

  #isUser(user: number, userId: string): boolean {
    const at = USER_BYTES * user;
    if (this.#bytes[at + LENGTH_AT] !== userId.length) return false;
    for (let character = 0; character < userId.length; character += 1) {
      if (this.#bytes[at + ID_AT + character] !== userId.charCodeAt(character)) return false;
    }
    return true;
  }

  #remember(userId: string, owner: RecordOwner, slot: number, tag: number): number | null {
    for (let character = 0; character < userId.length; character += 1) {
      if (userId.charCodeAt(character) > 0xff) return null;
    }
    if (this.#users === MOST_USERS) {
      this.#slots.fill(0);
      this.#users = 0;
      return this.#numberOf(userId, owner);
    }
    const user = this.#users;
    this.#users += 1;
    this.#slots[slot] = tag | (user + 1);
    this.#words.set(this.#hashed(owner).subarray(FIELD.user), USER_WORDS * user);
    const at = USER_BYTES * user;
    this.#bytes[at + LENGTH_AT] = userId.length;
    for (let character = 0; character < userId.length; character += 1) {
      this.#bytes[at + ID_AT + character] = userId.charCodeAt(character);
    }
    return user;
  }
}

/** FNV-1a over characters, with the bits of its end mixed once more, so that those below depend on all. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let character = 0; character < text.length; character += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(character), 0x01000193);
  }
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}
