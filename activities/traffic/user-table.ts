import { FIELD, ROW_WORDS, type RowBatch, userOf } from './request-rows.js';

const FIRST_SLOTS = 1024;
const USER_WORDS = 4;

/** Numbers for the users of rows, and how many requests each has: memory grows with users, not with requests. */
export class UserTable {
  #users = 0;
  /** Number of the user plus 1 by slot; 0 is a free slot. Open addressing with linear steps. */
  #slots = new Uint32Array(FIRST_SLOTS);
  #words = new Uint32Array(USER_WORDS * (FIRST_SLOTS / 2));
  #counts = new Uint32Array(FIRST_SLOTS / 2);

  get users(): number {
    return this.#users;
  }

  /** The number of a row's user, new ones included. */
  numberOf(rows: RowBatch, at: number): number {
    const from = at + FIELD.user;
    for (let slot = this.#slotOf(rows[from] ?? 0); ; slot = this.#slotOf(slot + 1)) {
      const taken = this.#slots[slot] ?? 0;
      if (taken === 0) return this.#insert(rows, from, slot);
      if (this.#isUser(taken - 1, rows, from)) return taken - 1;
    }
  }

  count(user: number): void {
    this.#counts[user] = (this.#counts[user] ?? 0) + 1;
  }

  /** Requests of a user. */
  requestsOf(user: number): number {
    return this.#counts[user] ?? 0;
  }

  /** The keyed hash of a user, with its kind. */
  nameOf(user: number): string {
    const row = new Uint32Array(ROW_WORDS);
    row.set(this.#words.subarray(USER_WORDS * user, USER_WORDS * (user + 1)), FIELD.user);
    return userOf(row, 0);
  }

  #slotOf(word: number): number {
    // There are 2^n slots.
    return word & (this.#slots.length - 1);
  }

  #isUser(user: number, rows: RowBatch, from: number): boolean {
    const at = USER_WORDS * user;
    for (let word = 0; word < USER_WORDS; word += 1) if (this.#words[at + word] !== rows[from + word]) return false;
    return true;
  }

  #insert(rows: RowBatch, from: number, slot: number): number {
    const user = this.#users;
    if (USER_WORDS * (user + 1) > this.#words.length) {
      this.#grow();
      this.#write(rows, from, user);
      this.#place(user);
    } else {
      this.#write(rows, from, user);
      this.#slots[slot] = user + 1;
    }
    this.#users += 1;
    return user;
  }

  #write(rows: RowBatch, from: number, user: number): void {
    // The kind of the hash follows the hash itself in a row, so four words name a user.
    this.#words.set(rows.subarray(from, from + USER_WORDS), USER_WORDS * user);
  }

  #place(user: number): void {
    let slot = this.#slotOf(this.#words[USER_WORDS * user] ?? 0);
    while (this.#slots[slot] !== 0) slot = this.#slotOf(slot + 1);
    this.#slots[slot] = user + 1;
  }

  #grow(): void {
    const words = new Uint32Array(2 * this.#words.length);
    words.set(this.#words);
    this.#words = words;
    const counts = new Uint32Array(2 * this.#counts.length);
    counts.set(this.#counts);
    this.#counts = counts;
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let user = 0; user < this.#users; user += 1) this.#place(user);
  }
}
