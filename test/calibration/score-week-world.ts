import { createRandom, type Random } from '../../activities/stats/random.js';
import type { MonitoredWeek } from '../../activities/stats/restart-mixture.js';

/** Weeks of failing and succeeding requests, of users whose own rates last. */
export interface ScoreWorld {
  /**
   * Who writes in a week: `turnover`: half of last week's users and as many new ones; `half-stays`: one half never leaves,
   * the other is new every week; `closed`: half of a circle that nobody joins or leaves.
   */
  readonly users: 'turnover' | 'half-stays' | 'closed';
  readonly usersPerWeek: number;
  /** Correlation of two requests of one user. */
  readonly intraclassCorrelation: number;
  /** Mean failure rate before and from `changeWeek` on. */
  readonly rate: number;
  readonly rateAfter?: number;
  readonly changeWeek?: number;
}

interface User {
  readonly user: string;
  /** Own failure rate before the change. */
  readonly rate: number;
}

const REQUESTS = { least: 2, most: 6 };
/** People that the users of a world are drawn from, again and again: so many that a run meets nobody's rate twice. */
const POPULATION = 100_000;

export function scoreWeeks(world: ScoreWorld, weeks: number, random: Random): MonitoredWeek[] {
  const { rate, rateAfter = rate, changeWeek = Infinity, usersPerWeek } = world;
  const crowd = createCrowd(world, random);
  // The same share of every user's successes turns into failures.
  const lost = (rateAfter - rate) / (1 - rate);
  return Array.from({ length: weeks }, (_, week) => ({
    week: `${week}`,
    values: crowd(usersPerWeek).map(({ user, rate: own }) => {
      const chance = week >= changeWeek ? own + (1 - own) * lost : own;
      const requests = REQUESTS.least + random.integer(REQUESTS.most - REQUESTS.least + 1);
      let failures = 0;
      for (let request = 0; request < requests; request += 1) if (random.next() < chance) failures += 1;
      return { user, value: failures / requests };
    }),
  }));
}

/** Gives the users of the next week. */
function createCrowd(world: ScoreWorld, random: Random) {
  const { users, usersPerWeek, rate } = world;
  const rates = populationOf(world);
  let created = 0;
  const newUsers = (count: number): User[] =>
    Array.from({ length: count }, () => {
      created += 1;
      return { user: `u${created}`, rate: rates[random.integer(POPULATION)] ?? rate };
    });
  const half = usersPerWeek / 2;
  if (users === 'closed') {
    const circle = newUsers(2 * usersPerWeek);
    const own = centred(
      circle.map((user) => user.rate),
      rate,
    );
    const members = circle.map(({ user }, at) => ({ user, rate: own[at] ?? rate }));
    return (count: number) => random.shuffle([...members]).slice(0, count);
  }
  let staying = newUsers(half);
  return (count: number) => {
    const present = [...staying, ...newUsers(count - staying.length)];
    if (users === 'turnover') staying = random.shuffle([...present]).slice(0, half);
    return present;
  };
}

const populations = new Map<string, Float64Array>();

/** The rates of everybody, beta distributed around the world's rate; drawn once for all its runs. */
function populationOf({ intraclassCorrelation, rate }: ScoreWorld): Float64Array {
  const name = `${intraclassCorrelation} ${rate}`;
  const known = populations.get(name);
  if (known !== undefined) return known;
  const random = createRandom('score-population', name);
  const concentration = 1 / intraclassCorrelation - 1;
  const drawn = Float64Array.from({ length: POPULATION }, () =>
    drawBeta(rate * concentration, (1 - rate) * concentration, random),
  );
  const rates = Float64Array.from(centred(drawn, rate));
  populations.set(name, rates);
  return rates;
}

/** Of people who are all there are, the mean is the rate. */
function centred(rates: Float64Array | readonly number[], wanted: number): number[] {
  let sum = 0;
  for (const rate of rates) sum += rate;
  const mean = sum / rates.length;
  return Array.from(rates, (rate) =>
    mean > wanted ? (rate * wanted) / mean : 1 - ((1 - rate) * (1 - wanted)) / (1 - mean),
  );
}

function drawBeta(a: number, b: number, random: Random): number {
  const [x, y] = [drawGamma(a, random), drawGamma(b, random)];
  return x / (x + y);
}

/** Marsaglia & Tsang 2000. */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}
