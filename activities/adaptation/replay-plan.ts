import type { Release } from '../../workflows/messages.js';
import { type ModelShare, type ScoringArm, type TopicalRow } from '../scoring/plan.js';
import type { ScoringItem } from '../scoring/score-tables.js';
import { compareText } from '../stats/text-order.js';
import { sha256Hex } from '../storage/artifact.js';
import { itemIdOf } from '../traffic/item-id.js';

/** Prompts of one user and side: enough to use a small circle of users, few enough that nobody dominates. */
const PROMPTS_PER_USER = 2;

const SIDES = ['replay-pre', 'replay-post'] as const;

export const SAME_MODEL = 'the release did not change the model';

/** Which models answer a replay, or why none can. */
export interface ReplayArms {
  readonly arms: ScoringArm[];
  /** Why effects are missing; with arms left, the others are still computed. */
  readonly refused: string | null;
}

/**
 * Old model: the one the release names, else the one that answered most of the baseline. New model: likewise, of the
 * checkpoint. One model on both sides leaves one arm, whose prompts before and after still give the adaptation effect.
 */
export function replayArms(
  release: Pick<Release, 'modelFrom' | 'modelTo'>,
  baseline: readonly ModelShare[],
  checkpoint: readonly ModelShare[],
): ReplayArms {
  const from = release.modelFrom ?? dominantModel(baseline);
  const to = release.modelTo ?? dominantModel(checkpoint);
  if (from === null || to === null) {
    const side = from === null ? 'old' : 'new';
    return {
      arms: [],
      refused: `the ${side} model is unknown: name it in the release's signal as model.from and model.to`,
    };
  }
  if (from === to) return { arms: [replayArm('new', to)], refused: SAME_MODEL };
  return { arms: [replayArm('old', from), replayArm('new', to)], refused: null };
}

function replayArm(arm: 'old' | 'new', model: string): ScoringArm {
  return { arm, model, logged: false, compareWith: null };
}

/** Share of the rows that each logged model answered. */
export function modelShares(rows: readonly { readonly model: string | null }[]): ModelShare[] {
  const counts = new Map<string, number>();
  for (const { model } of rows) if (model !== null) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts].map(([model, count]) => ({ model, share: count / rows.length }));
}

/**
 * Prompts from before and after, of returning users, with the same topics on both sides.
 *
 * The common mix is the mean of both sides' topic shares, over topics that both sides have; every topic gets the same
 * number of prompts on each side, and weights give it its share of the mix, so that the cells differ in how people
 * write and not in what they write about. Within a topic prompts are drawn by a hash of user and request, users of one
 * prompt first, at most two of a user. Weights sum to 1 on each side.
 * @param before rows of returning users before the release
 * @param after rows of the same users after it
 * @param count prompts per side
 */
export function drawReplayItems(
  before: readonly TopicalRow[],
  after: readonly TopicalRow[],
  { count, seed }: { count: number; seed: string },
): ScoringItem[] {
  const sides = {
    'replay-pre': candidatesByTopic(before, seed),
    'replay-post': candidatesByTopic(after, seed),
  };
  const mix = commonMix(sides['replay-pre'], sides['replay-post']);
  const places = allocate(mix, count);
  const drawn = {
    'replay-pre': drawSide(sides['replay-pre'], places),
    'replay-post': drawSide(sides['replay-post'], places),
  };
  const topics = [...mix].flatMap(([topic, share]) => {
    const pairs = Math.min(...SIDES.map((side) => drawn[side].get(topic)?.length ?? 0));
    return pairs === 0 ? [] : [{ topic, share, pairs }];
  });
  const total = topics.reduce((sum, { share }) => sum + share, 0);
  const items = SIDES.flatMap((source) =>
    topics.flatMap(({ topic, share, pairs }) => {
      const drawnShare = pairs / (sides[source].get(topic)?.length ?? pairs);
      const chosen = (drawn[source].get(topic) ?? []).slice(0, pairs);
      return chosen.map(({ row }) => replayItem(row, topic, { source, weight: share / total / pairs, drawnShare }));
    }),
  );
  return items.sort((a, b) => compareText(a.source, b.source) || compareText(a.item_id, b.item_id));
}

interface Candidate {
  readonly row: TopicalRow['row'];
  /** Sorts the candidates of a topic. */
  readonly order: string;
}
type CandidatesByTopic = ReadonlyMap<number, readonly Candidate[]>;

/** Candidates of each topic; users come in the same order on both sides, so that the sides share users. */
function candidatesByTopic(rows: readonly TopicalRow[], seed: string): CandidatesByTopic {
  const topics = new Map<number, Candidate[]>();
  for (const { row, topic } of rows) {
    const order = `${sha256Hex(`replay-user\0${seed}\0${row.user}`)}${sha256Hex(`replay\0${seed}\0${row.request_id}`)}`;
    const group = topics.get(topic) ?? [];
    group.push({ row, order });
    topics.set(topic, group);
  }
  for (const group of topics.values()) group.sort((a, b) => compareText(a.order, b.order));
  return topics;
}

function commonMix(before: CandidatesByTopic, after: CandidatesByTopic): ReadonlyMap<number, number> {
  const size = (side: CandidatesByTopic) => [...side.values()].reduce((sum, group) => sum + group.length, 0);
  const [sizeBefore, sizeAfter] = [size(before), size(after)];
  const shared = [...before.keys()].filter((topic) => after.has(topic)).sort((a, b) => a - b);
  return new Map(
    shared.map((topic) => [
      topic,
      ((before.get(topic)?.length ?? 0) / sizeBefore + (after.get(topic)?.length ?? 0) / sizeAfter) / 2,
    ]),
  );
}

/** Places per topic, in proportion to the mix, by largest remainders. */
function allocate(mix: ReadonlyMap<number, number>, count: number): ReadonlyMap<number, number> {
  const total = [...mix.values()].reduce((sum, share) => sum + share, 0);
  const quotas = [...mix].map(([topic, share]) => ({ topic, quota: (share / total) * count }));
  const places = new Map(quotas.map(({ topic, quota }) => [topic, Math.floor(quota)]));
  const open = count - [...places.values()].reduce((sum, n) => sum + n, 0);
  const byRemainder = quotas.toSorted((a, b) => (b.quota % 1) - (a.quota % 1) || a.topic - b.topic);
  for (const { topic } of byRemainder.slice(0, Math.max(0, open))) places.set(topic, (places.get(topic) ?? 0) + 1);
  return places;
}

/** Fills the rarest topics first, as they have the least choice; nobody gives two prompts while others gave none. */
function drawSide(candidates: CandidatesByTopic, places: ReadonlyMap<number, number>): CandidatesByTopic {
  const given = new Map<string, number>();
  const drawn = new Map<number, Candidate[]>([...places.keys()].map((topic) => [topic, []]));
  const rarestFirst = [...places].sort(
    ([a], [b]) => (candidates.get(a)?.length ?? 0) - (candidates.get(b)?.length ?? 0) || a - b,
  );
  for (let limit = 1; limit <= PROMPTS_PER_USER; limit += 1) {
    for (const [topic, wanted] of rarestFirst) {
      const chosen = drawn.get(topic) ?? [];
      for (const candidate of candidates.get(topic) ?? []) {
        if (chosen.length >= wanted) break;
        const { user } = candidate.row;
        if ((given.get(user) ?? 0) >= limit || chosen.includes(candidate)) continue;
        chosen.push(candidate);
        given.set(user, (given.get(user) ?? 0) + 1);
      }
    }
  }
  return drawn;
}

function replayItem(
  row: TopicalRow['row'],
  topic: number,
  { source, weight, drawnShare }: { source: string; weight: number; drawnShare: number },
): ScoringItem {
  return {
    item_id: itemIdOf(row.request_id),
    source,
    user: row.user,
    session: row.session,
    stratum: row.stratum,
    topic,
    inclusion_probability: row.inclusion_probability * drawnShare,
    weight,
    prompt: row.prompt,
    system_prompt: row.system_prompt,
    earlier_turns: row.earlier_turns,
    tools: row.tools,
    context: row.context,
    logged_model: row.model,
    logged_response: row.response,
    language: row.language,
  };
}

function dominantModel(models: readonly ModelShare[]): string | null {
  const largest = models.toSorted((a, b) => b.share - a.share || compareText(a.model, b.model))[0];
  return largest?.model ?? null;
}
