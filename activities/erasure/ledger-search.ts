import { Refusal } from '../refusal.js';
import { conversationOf, parseJson } from '../scoring/conversation.js';
import { itemKeyOf, judgementKeyOf, REPEATS } from '../scoring/item-key.js';
import { runInLanes } from '../scoring/lanes.js';
import { answerEntry } from '../scoring/ledger.js';
import { sha256Hex } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { itemIdOf } from '../traffic/item-id.js';
import { openStoredTable, textOf } from './stored-table.js';
import type { SearchedTable } from './table-search.js';

const LANES = 16;

/** Ledger entries of the rows to remove. */
export interface LedgerSearch {
  readonly answers: readonly string[];
  readonly judgements: readonly string[];
}

/**
 * The paid answers and judgements of the rows to remove. The ledger's keys are digests of what was asked, so they follow
 * from the rows, and the keys of the judgements from the texts of the answers: both must still be there. That is why
 * entries are looked for before anything is removed, and judgements are removed before answers.
 */
export async function searchLedger(
  store: ObjectStore,
  ledger: { readonly answers: readonly string[]; readonly judgements: readonly string[] },
  tables: readonly SearchedTable[],
): Promise<LedgerSearch> {
  /** Per item key the texts of its answers, the logged one included. */
  const texts = new Map<string, Set<string>>();
  for (const { key, found } of tables) {
    if (found.length === 0) continue;
    for (const { itemKey, logged } of await itemsOf(store, key, new Set(found))) {
      const known = texts.get(itemKey) ?? new Set();
      texts.set(itemKey, logged === null ? known : known.add(logged));
    }
  }
  const answers = ledger.answers.filter((key) => texts.has(entryOf(key)));
  await runInLanes(answers, LANES, async (key) => {
    const object = await store.get(key);
    const text = object === undefined ? null : answerIn(object.bytes);
    if (text !== null) texts.get(entryOf(key))?.add(text);
  });
  const wanted = new Set([...texts].flatMap(([itemKey, known]) => judgementKeysOf(itemKey, [...known])));
  return { answers, judgements: ledger.judgements.filter((key) => wanted.has(entryOf(key))) };
}

/** The items of a table's rows as the ledger knows them; none in a table without prompts. */
async function itemsOf(
  store: ObjectStore,
  key: string,
  found: ReadonlySet<number>,
): Promise<{ itemKey: string; logged: string | null }[]> {
  const object = await store.get(key);
  if (object === undefined) return [];
  const { definition, rows } = openStoredTable(object.bytes);
  if (!('prompt' in definition.columns)) return [];
  return rows.flatMap((row, at) => {
    if (!found.has(at)) return [];
    const requestId = textOf(row['request_id']);
    const itemId = textOf(row['item_id']) ?? (requestId === null ? null : itemIdOf(requestId));
    const prompt = textOf(row['prompt']);
    if (itemId === null || prompt === null) return [];
    const itemKey = itemKeyIn({
      item_id: itemId,
      prompt,
      system_prompt: textOf(row['system_prompt']),
      earlier_turns: textOf(row['earlier_turns']) ?? '[]',
      tools: textOf(row['tools']),
    });
    const logged = textOf(row['response']) ?? textOf(row['logged_response']);
    return itemKey === null ? [] : [{ itemKey, logged }];
  });
}

/** Null for an item that cannot be asked: nothing was ever paid for it. */
function itemKeyIn(
  item: Pick<Parameters<typeof conversationOf>[0], 'item_id' | 'prompt' | 'system_prompt' | 'earlier_turns' | 'tools'>,
): string | null {
  const unasked = {
    source: '',
    user: '',
    session: null,
    stratum: '',
    topic: 0,
    inclusion_probability: 1,
    weight: 1,
    context: 'complete',
    logged_model: null,
    logged_response: null,
    language: null,
  };
  try {
    return itemKeyOf(item.item_id, conversationOf({ ...unasked, ...item }));
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Every judgement that may have been paid for an item: the rubric of each answer, and each pair in both orders. */
function judgementKeysOf(item: string, texts: readonly string[]): string[] {
  const digests = texts.map((text) => sha256Hex(text));
  const compared = digests.flatMap((first) => digests.map((second) => [first, second]));
  return REPEATS.flatMap((repeat) => [
    ...digests.map((answer) => judgementKeyOf({ kind: 'rubric', item, answers: [answer], repeat })),
    ...compared.map((answers) => judgementKeyOf({ kind: 'pair', item, answers, repeat })),
  ]);
}

function answerIn(bytes: Uint8Array): string | null {
  const parsed = answerEntry.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
  return parsed.success ? parsed.data.text : null;
}

/** The digest that names an entry, whatever its arm or judge. */
function entryOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');
}
