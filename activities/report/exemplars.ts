import type { TopicRow } from '../drift/drift-tables.js';
import { defineTable, integer, type RowOf, text } from '../storage/arrow-table.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type SampleRow, sampleTable } from '../traffic/sample-table.js';
import { type Html, html } from './html.js';

/** Prompts that the page of a week shows: a user who is forgotten takes their rows and lines with them. */
export const exemplarsTable = defineTable('exemplars', 1, {
  exemplar: integer('number of the line in the page'),
  topic: integer('topic of the reference, as in topics.arrow of a week'),
  user: text('keyed hash of the unit of independence'),
  request_id: text('id of the request in the log'),
  prompt: text('the user turn, redacted, its beginning'),
});
export type ExemplarRow = RowOf<typeof exemplarsTable>;

/** Characters of a prompt that a page shows. */
const MOST_CHARACTERS = 280;
const LINE = /<li data-exemplar="(\d+)">[^<]*<\/li>\n?/g;

/** The prompts nearest the centres of the topics, in the order of the topics. */
export async function reportedExemplars(
  store: ObjectStore,
  topics: readonly TopicRow[],
  sample: Artifact,
): Promise<ExemplarRow[]> {
  const wanted = topics.flatMap(({ topic, exemplars }) =>
    (JSON.parse(exemplars) as string[]).map((requestId) => ({ topic, requestId })),
  );
  if (wanted.length === 0) return [];
  const requests = new Map((await readTable(store, sample, sampleTable)).map((row) => [row.request_id, row]));
  return wanted.flatMap(({ topic, requestId }, exemplar): ExemplarRow[] => {
    const request = requests.get(requestId);
    return request === undefined ? [] : [exemplarOf(request, exemplar, topic)];
  });
}

/** A request as the line `exemplar` of a page. */
export function exemplarOf(
  { user, request_id, prompt }: Pick<SampleRow, 'user' | 'request_id' | 'prompt'>,
  exemplar: number,
  topic: number,
): ExemplarRow {
  return { exemplar, topic, user, request_id, prompt: beginningOf(prompt) };
}

/** One prompt as a line of a list. */
export function exemplarLine({ exemplar, prompt }: Pick<ExemplarRow, 'exemplar' | 'prompt'>): Html {
  return html`<li data-exemplar="${exemplar}">${prompt}</li>
`;
}

/** The page without the lines of exemplars that its table no longer holds. */
export function withExemplarsOf(page: string, rows: readonly Pick<ExemplarRow, 'exemplar'>[]): string {
  const kept = new Set(rows.map(({ exemplar }) => exemplar));
  return page.replace(LINE, (line, number: string) => (kept.has(Number(number)) ? line : ''));
}

function beginningOf(prompt: string): string {
  const characters = Array.from(prompt.replaceAll(/\s+/g, ' ').trim());
  return characters.length <= MOST_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, MOST_CHARACTERS).join('')}…`;
}
