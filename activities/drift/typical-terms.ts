/** Signs of a word; a term is at least three of them. Placeholders of the redaction are taken out before. */
const WORD = /\p{L}[\p{L}\p{M}\p{N}_'’-]{2,39}/gu;
const PLACEHOLDER = /\[[A-Z][A-Z0-9_]*_\d+\]/g;

/** A term that fewer users wrote could point at one of them. */
const MIN_USERS = 3;
/** Strength of the prior, in user mentions. */
const PRIOR = 100;
const TERMS_PER_TOPIC = 10;
/** Below it a term is spread over the topics as words of any topic are. */
const MIN_SPECIFICITY = 0.15;

export interface TopicalText {
  readonly user: string;
  readonly topic: number;
  /** Redacted. */
  readonly prompt: string;
}

export interface LogOdds {
  readonly delta: number;
  readonly variance: number;
  readonly z: number;
}

/**
 * Log-odds ratio of a term in group i against group j with an informative Dirichlet prior (Monroe, Colaresi & Quinn
 * 2008, eqs. 15, 16, 20 and 22, the variance in its short form).
 * @param prior pseudo-counts per term
 * @returns per term, or null where a count leaves no odds
 */
export function logOddsOf(
  countsI: readonly number[],
  countsJ: readonly number[],
  prior: readonly number[],
): (LogOdds | null)[] {
  const totalI = sum(countsI) + sum(prior);
  const totalJ = sum(countsJ) + sum(prior);
  return prior.map((alpha, term) => {
    const i = (countsI[term] ?? 0) + alpha;
    const j = (countsJ[term] ?? 0) + alpha;
    if (!(i > 0 && j > 0 && totalI - i > 0 && totalJ - j > 0)) return null;
    const delta = Math.log(i / (totalI - i)) - Math.log(j / (totalJ - j));
    const variance = 1 / i + 1 / j;
    return { delta, variance, z: delta / Math.sqrt(variance) };
  });
}

/**
 * The terms that set each topic apart from all others, most typical first. A user counts once per topic and term, so
 * that one user's template does not name a topic; terms of fewer than three users are left out. The order is z times
 * {@link specificity}: how a question is put ("how", "please") is written by many users of all topics, and with many
 * users a small difference has a large z.
 * @returns per topic at most ten terms; none where nothing sets the topic apart
 */
export function typicalTerms(texts: readonly TopicalText[], topics: number): string[][] {
  const counts = userCounts(texts);
  const users = new Map<string, Set<string>>();
  for (const { user, prompt } of texts)
    for (const term of termsOf(prompt)) users.set(term, (users.get(term) ?? new Set()).add(user));
  const vocabulary = [...users].flatMap(([term, { size }]) => (size >= MIN_USERS ? [term] : [])).sort();
  const totals = vocabulary.map((term) => sum([...(counts.get(term)?.values() ?? [])]));
  const mentions = sum(totals);
  const writers = usersPerTopic(texts, topics);
  const specific = vocabulary.map((term) =>
    specificity(writers.map((size, topic) => (counts.get(term)?.get(topic) ?? 0) / Math.max(1, size))),
  );
  const prior = totals.map((total) => (PRIOR * total) / mentions);
  return Array.from({ length: topics }, (_, topic) => {
    const inside = vocabulary.map((term) => counts.get(term)?.get(topic) ?? 0);
    const outside = totals.map((total, term) => total - (inside[term] ?? 0));
    return logOddsOf(inside, outside, prior)
      .flatMap((odds, term) =>
        odds === null || odds.z <= 0 || (specific[term] ?? 0) < MIN_SPECIFICITY
          ? []
          : [{ term: vocabulary[term] ?? '', typical: odds.z * (specific[term] ?? 0) }],
      )
      .sort((a, b) => b.typical - a.typical || (a.term < b.term ? -1 : 1))
      .slice(0, TERMS_PER_TOPIC)
      .map(({ term }) => term);
  });
}

/**
 * 1 for a term of one topic, 0 for one that the same share of every topic's users write: 1 - entropy / log(topics). Needs
 * no list of stop words, and so works in every language.
 * @param rates per topic the share of its users who wrote the term
 */
export function specificity(rates: readonly number[]): number {
  const total = sum(rates);
  if (rates.length < 2 || !(total > 0)) return 1;
  const entropy = sum(rates.map((rate) => (rate > 0 ? -(rate / total) * Math.log(rate / total) : 0)));
  return 1 - entropy / Math.log(rates.length);
}

function usersPerTopic(texts: readonly TopicalText[], topics: number): number[] {
  const users = Array.from({ length: topics }, () => new Set<string>());
  for (const { user, topic } of texts) users[topic]?.add(user);
  return users.map(({ size }) => size);
}

/** Per term and topic the number of users who wrote the term there. */
function userCounts(texts: readonly TopicalText[]): Map<string, Map<number, number>> {
  const counts = new Map<string, Map<number, number>>();
  const seen = new Set<string>();
  for (const { user, topic, prompt } of texts) {
    for (const term of termsOf(prompt)) {
      const mention = `${user}\0${topic}\0${term}`;
      if (seen.has(mention)) continue;
      seen.add(mention);
      const byTopic = counts.get(term) ?? new Map<number, number>();
      byTopic.set(topic, (byTopic.get(topic) ?? 0) + 1);
      counts.set(term, byTopic);
    }
  }
  return counts;
}

function termsOf(prompt: string): Set<string> {
  const words = prompt.slice(0, 20_000).replace(PLACEHOLDER, ' ').toLowerCase().match(WORD) ?? [];
  return new Set(words);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
