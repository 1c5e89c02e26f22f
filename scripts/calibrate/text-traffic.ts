import type { Random } from '../../activities/stats/random.js';

export interface TextRequest {
  readonly user: string;
  readonly text: string;
}

export type TextPair = readonly [readonly TextRequest[], readonly TextRequest[]];

/** What a repetition is about. */
interface TextWorld {
  /** By what it shows: pairs of windows between which nothing changed. */
  readonly quiet: Readonly<Record<string, TextPair>>;
  /** Two windows; in the second a fifth of the users asks about the topic in half of their requests. */
  readonly planted: TextPair;
  /** The id of the planted topic. */
  readonly topic: string;
}

/** Where texts come from. */
export interface TextSource {
  readonly world: (repetition: number, seed: string) => TextWorld;
}

/** Texts that all repetitions draw from, so that each has to be embedded only once. */
export interface TextPool {
  readonly source: TextSource;
  /** With copies. */
  readonly texts: readonly string[];
}

/** Share of the users who adopt a new topic for half of their requests: a tenth of the traffic. */
const ADOPTERS = 0.2;

/** The requests of a window after some users took up a new topic. */
export function withAdopters(
  requests: readonly TextRequest[],
  topicTexts: readonly string[],
  random: Random,
): TextRequest[] {
  const users = random.shuffle([...new Set(requests.map(({ user }) => user))]);
  const adopters = new Set(users.slice(0, Math.round(ADOPTERS * users.length)));
  const texts = random.shuffle([...topicTexts]);
  let used = 0;
  return requests.map((request) => {
    if (!adopters.has(request.user) || random.next() >= 0.5) return request;
    used += 1;
    return { user: request.user, text: texts[used % texts.length] ?? request.text };
  });
}

/** The users of one window, dealt to two at random. */
export function halvesOf(requests: readonly TextRequest[], random: Random): TextPair {
  const users = random.shuffle([...new Set(requests.map(({ user }) => user))]);
  const first = new Set(users.slice(0, Math.floor(users.length / 2)));
  return [requests.filter(({ user }) => first.has(user)), requests.filter(({ user }) => !first.has(user))];
}
