/** Signs of a word; a term is at least three of them. Placeholders of the redaction are taken out before. */
const WORD = /\p{L}[\p{L}\p{M}\p{N}_'’-]{2,39}/gu;
const PLACEHOLDER = /\[[A-Z][A-Z0-9_]*_\d+\]/g;

/** A term that fewer users wrote could point at one of them. */
const MIN_USERS = 3;
/** Strength of the prior, in user mentions. */
const PRIOR = 100;
const TERMS_PER_TOPIC = 10;

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
 * that one user's template does not name a topic; terms of fewer than three users are left out.
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
  const prior = totals.map((total) => (PRIOR * total) / mentions);
  return Array.from({ length: topics }, (_, topic) => {
    const inside = vocabulary.map((term) => counts.get(term)?.get(topic) ?? 0);
    const outside = totals.map((total, term) => total - (inside[term] ?? 0));
    return logOddsOf(inside, outside, prior)
      .flatMap((odds, term) => (odds === null || odds.z <= 0 ? [] : [{ term: vocabulary[term] ?? '', z: odds.z }]))
      .sort((a, b) => b.z - a.z || (a.term < b.term ? -1 : 1))
      .slice(0, TERMS_PER_TOPIC)
      .map(({ term }) => term);
  });
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
