import { createRandomFeatures } from '../../activities/drift/random-features.js';
import type { EvalSetRow } from '../../activities/eval-set/eval-set-table.js';
import { isActive, type PlacedRow, refreshRows } from '../../activities/eval-set/refresh.js';
import type { RepresentedRow } from '../../activities/eval-set/representativeness.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import type { SampleRow } from '../../activities/traffic/sample-table.js';
import { ANY_ROW } from './any-row.js';
import { cumulative, drawCumulated } from './random-shares.js';

export const WEEKS = 12;
export const TOPICS = 20;
/** Grows from 5 to 20 % of the traffic. */
export const GROWING = 0;
/** Falls from 8 % to nothing by the eighth week. */
export const DYING = 1;
/** A tenth of the traffic from the start: what the stale set lacks. */
export const STEADY = 2;

const DIMENSION = 6;
/** Requests of one user: a week's most, and what the sample keeps of them. */
const MOST_REQUESTS = 40;
const USER_CAP = 20;

/** The defaults of the product, for a set of another size. */
function settingsOf(size: number) {
  return pipelineSchema.parse({
    name: 'calibration',
    storage: { bucket: 'bucket' },
    traffic: { prefix: 'logs/' },
    scoring: { judge: { model: 'judge' } },
    evalSet: { size },
  }).evalSet;
}

const features = createRandomFeatures({
  seed: 'eval-set-world',
  dimension: DIMENSION,
  bandwidths: [2.5, 5],
  featuresPerBandwidth: 16,
});
export const BLOCKS = 2;

interface WorldRequest {
  readonly id: string;
  readonly user: string;
  readonly topic: number;
  readonly vector: Float32Array;
}

/** A request of the week's sample with its place. */
export type SampledRequest = PlacedRow<SampleRow> & { readonly vector: Float32Array };

/** One week: everything that was asked, and the sample of it. */
export interface WorldWeek {
  readonly name: string;
  readonly traffic: readonly WorldRequest[];
  readonly sample: readonly SampledRequest[];
}

export interface EvalSetWorld {
  /** The next week. @param shares of the topics in it */
  week(week: number, shares?: readonly number[]): WorldWeek;
  /** The same week among as many other people, who are alike in all but who they are. */
  elsewhere(week: number, shares?: readonly number[]): WorldWeek;
  /** Shares of the topics in a week: one grows, one dies, one stays at a tenth, the others fill up. */
  shares(week: number): readonly number[];
}

export interface WorldSize {
  readonly users: number;
  /** Requests of a week's sample. */
  readonly sample: number;
}

interface Person {
  readonly user: string;
  readonly activity: number;
  readonly taste: readonly number[];
  readonly style: Float32Array;
}

/**
 * Weeks of traffic in few dimensions. Users have their own topics (shares x gamma of shape 2), their own style and a
 * lognormal activity, so that few of them write most requests; a third of them is replaced by new ones over twelve weeks.
 * The sample keeps at most 20 requests of a user, then as many of the week as wanted with equal chances.
 */
export function createEvalSetWorld(size: WorldSize, ...seed: readonly (string | number)[]): EvalSetWorld {
  const random = createRandom('eval-set-world', ...seed);
  const centres = Array.from({ length: TOPICS }, () => gaussian(1.5, random));
  const others = Array.from({ length: TOPICS - 3 }, () => 0.3 + random.next());
  const people = peopleOf('u', size.users, random);
  const sharesOf = (week: number) => {
    const first = [0.05 + (0.15 * week) / (WEEKS - 1), Math.max(0, 0.08 * (1 - week / 7)), 0.1];
    const left = 1 - first.reduce((sum, share) => sum + share, 0);
    const total = others.reduce((sum, share) => sum + share, 0);
    return [...first, ...others.map((share) => (left * share) / total)];
  };
  const weekOf = (asking: readonly Person[], week: number, shares: readonly number[]): WorldWeek => {
    const traffic = asking.flatMap((person) => requestsOf(person, week, shares, centres, random));
    return { name: `2026-W${10 + week}`, traffic, sample: sampleOf(traffic, size.sample, random) };
  };
  return {
    shares: sharesOf,
    week: (week, shares = sharesOf(week)) => {
      const leaving = week === 0 ? 0 : Math.ceil(size.users / 36);
      for (let gone = 0; gone < leaving; gone += 1) {
        people[random.integer(people.length)] = personOf(`u${week}-${gone}`, random);
      }
      return weekOf(people, week, shares);
    },
    elsewhere: (week, shares = sharesOf(week)) => weekOf(peopleOf('v', size.users, random), week, shares),
  };
}

function requestsOf(
  { user, activity, taste, style }: Person,
  week: number,
  shares: readonly number[],
  centres: readonly Float32Array[],
  random: Random,
): WorldRequest[] {
  const own = cumulative(shares.map((share, topic) => share * (taste[topic] ?? 0)));
  const count = Math.min(MOST_REQUESTS, Math.floor(activity * Math.exp(0.3 * random.normal()) + random.next()));
  return Array.from({ length: count }, (_, at) => {
    const topic = drawCumulated(own, random);
    const vector = gaussian(0.5, random).map((value, j) => value + (centres[topic]?.[j] ?? 0) + (style[j] ?? 0));
    return { id: `${week}-${user}-${at}`, user, topic, vector };
  });
}

/** The versions of a living set over the weeks, refreshed one after the other. */
export function createLivingSet(size: number) {
  const settings = settingsOf(size);
  const places = new Map<string, SampledRequest>();
  let rows: readonly EvalSetRow[] = [];
  return {
    /** The rows of the week's version. @param reason why new items come in, where it is not the usual one */
    refresh: ({ name, sample }: WorldWeek, reason?: string): readonly EvalSetRow[] => {
      for (const placed of sample) places.set(placed.row.request_id, placed);
      const active = rows.filter(isActive).flatMap((row) => {
        const place = places.get(row.request_id);
        return place === undefined ? [] : [{ row, topic: place.topic, features: place.features }];
      });
      const retired = rows.filter((row) => !isActive(row));
      const why = reason === undefined ? {} : { reason };
      rows = refreshRows({ week: name, active, retired, sample, settings, ...why });
      return rows;
    },
    /** The active items as the test of representativeness takes them. */
    items: (): LivingItem[] =>
      rows.filter(isActive).flatMap(({ request_id: id, user, stratum, weight }) => {
        const place = places.get(id);
        if (place === undefined) return [];
        const { topic, vector, features: mapped } = place;
        return [{ user, stratum, weight, topic, vector, features: mapped }];
      }),
  };
}

export interface LivingItem extends RepresentedRow {
  readonly stratum: string;
}

export function representedRows(sample: readonly SampledRequest[]): RepresentedRow[] {
  return sample.map(({ row, topic, vector, features: mapped }) => ({
    user: row.user,
    topic,
    weight: row.weight,
    vector,
    features: mapped,
  }));
}

export function topicShares(rows: readonly { readonly topic: number; readonly weight: number }[]): number[] {
  const shares = new Array<number>(TOPICS).fill(0);
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  for (const { topic, weight } of rows) shares[topic] = (shares[topic] ?? 0) + weight / total;
  return shares;
}

function sampleOf(traffic: readonly WorldRequest[], size: number, random: Random): SampledRequest[] {
  const perUser = new Map<string, WorldRequest[]>();
  for (const request of traffic) {
    const own = perUser.get(request.user);
    if (own === undefined) perUser.set(request.user, [request]);
    else own.push(request);
  }
  const capped = [...perUser.values()].flatMap((requests) => {
    const kept = random.shuffle([...requests]).slice(0, USER_CAP);
    return kept.map((request) => ({ request, ofCap: kept.length / requests.length }));
  });
  const drawn = random.shuffle(capped).slice(0, size);
  return drawn.map(({ request, ofCap }) => {
    const probability = (ofCap * drawn.length) / capped.length;
    const row = {
      ...ANY_ROW,
      request_id: request.id,
      user: request.user,
      prompt: random.integer(36 ** 5).toString(36),
      inclusion_probability: probability,
      weight: 1 / probability,
    };
    return { row, topic: request.topic, vector: request.vector, features: features.map(request.vector) };
  });
}

function peopleOf(prefix: string, count: number, random: Random): Person[] {
  return Array.from({ length: count }, (_, at) => personOf(`${prefix}${at}`, random));
}

function personOf(user: string, random: Random): Person {
  return {
    user,
    activity: 3 * Math.exp(1.1 * random.normal() - 0.6),
    // Gamma of shape 2: minus the logarithm of two uniform numbers.
    taste: Array.from({ length: TOPICS }, () => -Math.log((1 - random.next()) * (1 - random.next()))),
    style: gaussian(0.2, random),
  };
}

function gaussian(scale: number, random: Random): Float32Array {
  return Float32Array.from({ length: DIMENSION }, () => scale * random.normal());
}
