import { createRandom, type Random } from '../../activities/stats/random.js';
import type { TrafficRecord } from '../../activities/traffic/traffic-record.js';
import { cleanPrompt } from './clean-prompts.js';
import { SECRET_MAKERS } from './secret-makers.js';

/** A secret as it was hidden: `value` is what must be found nowhere, as it is or without its gaps. */
export interface PlantedSecret {
  readonly kind: string;
  readonly value: string;
}

export interface PlantedTraffic {
  readonly records: readonly TrafficRecord[];
  readonly secrets: readonly PlantedSecret[];
}

/** Surroundings of a secret `§`: languages, code, Markdown, JSON, logs; at the start, at the end, in quotes. */
const SURROUNDINGS = [
  '§',
  '§ is what I was given, what now?',
  'My details are §',
  'My details are §.',
  'Please check (§) and tell me.',
  'Is “§” right?',
  'is "§" right?',
  "they sent '§', twice",
  'Run it with `§` please',
  '```sh\nexport NOTE="x"\n# §\n```\nWhy does it fail?',
  '| field | value |\n| --- | --- |\n| mine | § |',
  '- first\n- §\n- last',
  '**§** was in the mail',
  '<td>§</td><td>ok</td>',
  '{"level":"warn","note":"§","ok":true}',
  '{"body":"Hello,\\n§\\nBye"}',
  'line one\\n§\\nline three',
  'a;b;§;d',
  'a,§,b',
  '\t§\t',
  '> §\n\nWhat does this answer mean?',
  '2026-10-05T10:00:00Z ERROR worker-3 §',
  'Bitte schreibe an § und frage nach. Danke!',
  'Können Sie § prüfen?',
  'Pouvez-vous vérifier § aujourd’hui ?',
  '¿Puede revisar §? Gracias.',
  'Podes ver § por favor',
  'Проверьте § пожалуйста',
  '请检查§。',
  '我的资料是§，谢谢',
  '連絡先は§です。',
  '제 정보는 § 입니다',
  'المعلومات هي § شكرا',
  'const note = { id: 7, text: "§" };',
  'logger.info("got §");',
  'see https://docs.example.com/guide#top and §',
  '🙂§🙂',
] as const;

const PLACES = ['prompt', 'response', 'systemPrompt', 'earlierTurns', 'tools'] as const;

/** Seeded: the same seed gives the same records. Kinds are planted in turn, each in changing surroundings. */
export function plantedTraffic(seed: string, counts: { records: number; secrets: number }): PlantedTraffic {
  const random = createRandom('planted secrets', seed);
  const chosen = random.shuffle(Array.from({ length: counts.records }, (_, place) => place)).slice(0, counts.secrets);
  const turnOf = new Map(chosen.map((place, turn) => [place, turn]));
  const secrets: PlantedSecret[] = [];
  const records = Array.from({ length: counts.records }, (_, place) => {
    const record = cleanRecord(place, random);
    const turn = turnOf.get(place);
    if (turn === undefined) return record;
    const { name: kind, make } = elementOf(SECRET_MAKERS, turn);
    const { value, text } = make(random);
    secrets.push({ kind, value });
    return withText(record, elementOf(PLACES, random.integer(PLACES.length)), surrounded(text, random), random);
  });
  return { records, secrets };
}

/** The planted secrets that a text still holds, in any spelling of their gaps. */
export function secretsLeftIn(text: string, secrets: readonly PlantedSecret[]): PlantedSecret[] {
  const bare = withoutGaps(text);
  return secrets.filter(({ value }) => text.includes(value) || bare.includes(withoutGaps(value)));
}

const withoutGaps = (text: string) => text.replace(/\\n|[\s./()_·\u2010-\u2013-]/g, '').toLowerCase();

function elementOf<T>(list: readonly T[], place: number): T {
  const element = list[place % list.length];
  if (element === undefined) throw new Error('the list must not be empty');
  return element;
}

function surrounded(text: string, random: Random): string {
  const around = elementOf(SURROUNDINGS, random.integer(SURROUNDINGS.length));
  // Inside of JSON a text is written as JSON writes it.
  const written = around.startsWith('{"') ? JSON.stringify(text).slice(1, -1) : text;
  const before = random.next() < 0.3 ? `${cleanPrompt(random)}\n` : '';
  return `${before}${around.replace('§', () => written)}`;
}

function withText(record: TrafficRecord, place: (typeof PLACES)[number], text: string, random: Random): TrafficRecord {
  if (place === 'earlierTurns') {
    const turns = [...record.earlierTurns, { role: 'user', content: text }, { role: 'assistant', content: 'Done.' }];
    return { ...record, earlierTurns: turns, turnIndex: 1 + turns.length / 2 };
  }
  if (place !== 'tools') return { ...record, [place]: text };
  const tool = { name: 'lookup', description: text, parameters: { type: 'object', limit: random.integer(100) } };
  return { ...record, tools: JSON.stringify([tool]) };
}

function cleanRecord(place: number, random: Random): TrafficRecord {
  const requestId = `request-${place}`;
  const timestampMs = Date.UTC(2026, 9, 5) + 1000 * place;
  return trafficRecord({ requestId, timestampMs, userId: `user-${random.integer(2000)}`, prompt: cleanPrompt(random) });
}

/** A record; only what a test is about need be given. */
export function trafficRecord(values: Partial<TrafficRecord>): TrafficRecord {
  return {
    requestId: 'request-0',
    timestampMs: Date.UTC(2026, 9, 5),
    userId: 'user-0',
    sessionId: null,
    model: 'model-1',
    route: 'chat',
    prompt: 'Why is the sky blue?',
    response: 'I see. Here is what I would do.',
    systemPrompt: null,
    earlierTurns: [],
    turnIndex: 1,
    tools: null,
    context: 'complete',
    status: 'ok',
    attributes: {},
    revision: 0,
    ...values,
  };
}
