import { describe, expect, it } from 'vitest';
import { clusteredContrast, clusteredMean } from '../../activities/stats/clustered-mean.js';
import { hajekMean, horvitzThompsonMean } from '../../activities/stats/design-mean.js';
import {
  betaQuantile,
  betaTails,
  binomialQuantile,
  binomialTails,
  chiSquaredQuantile,
  chiSquaredTails,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from '../../activities/stats/distributions.js';
import { jointSlices } from '../../activities/stats/max-t.js';
import { benjaminiHochberg, benjaminiYekutieli, holm } from '../../activities/stats/multiplicity.js';
import {
  clopperPearsonInterval,
  mcnemarExact,
  newcombeDifference,
  wilsonInterval,
} from '../../activities/stats/proportions.js';
import { median, quantile, weightedQuantile } from '../../activities/stats/quantiles.js';
import { twoSamplePermutation } from '../../activities/stats/two-sample-permutation.js';
import { kishEffectiveSize, rake } from '../../activities/stats/weights.js';
import { type Expected, expectClose, golden } from './golden-vector.js';

describe('paired differences', () => {
  interface Input {
    a: number[];
    b: number[];
    cluster: string[] | null;
    alpha: number;
  }
  interface Block {
    se: Expected;
    df: Expected;
    p: Expected;
    ci: [Expected, Expected] | null;
  }
  const { tolerance, cases } = golden<Input, { mean: number; unclustered: Block; clustered: Block | null }>(
    'paired-difference',
  );

  it.each(cases)('$name', ({ input, expected }) => {
    const differences = input.a.map((a, index) => a - (input.b[index] ?? Number.NaN));
    const each = differences.map((_, index) => String(index));
    const blocks: [string[], Block | null][] = [
      [each, expected.unclustered],
      [input.cluster ?? each, expected.clustered],
    ];
    for (const [clusters, block] of blocks) {
      if (block === null) continue;
      const got = clusteredMean(differences, clusters, { confidence: 1 - input.alpha });
      if (got !== null) expectClose(got.estimate, expected.mean, tolerance);
      expectClose(got?.degreesOfFreedom, block.df, tolerance);
      expectClose(got?.standardError, block.se, tolerance);
      expectClose(got?.pValue, block.p, tolerance);
      expectClose(got?.ciLow, block.ci?.[0], tolerance);
      expectClose(got?.ciHigh, block.ci?.[1], tolerance);
    }
  });
});

describe('weighted estimates', () => {
  interface Input {
    kind: string;
    y: number[];
    pi: number[];
    w: number[];
    user: string[];
    baseWeights: number[];
    columns: Record<string, string[]>;
    margins: Record<string, Record<string, number>>;
  }
  type Figures<K extends string> = Readonly<Record<K, Expected>>;
  interface Expectation {
    ht: Figures<'mean' | 'varIndependent' | 'varWithReplacement' | 'varCluster'>;
    hajek: Figures<'mean' | 'nHat' | 'varIndependent' | 'varWithReplacement' | 'varCluster' | 'varSrs' | 'deffCluster'>;
    kish: Figures<'nEff' | 'deffAllRows' | 'deffPositiveRows'>;
    weights: number[];
    nEff: number;
    mean: number;
    allRows: { seCluster: Expected };
    positiveRows: { seCluster: Expected };
  }
  const { tolerance, cases } = golden<Input & { N: number }, Expectation>('weighted');

  it.each(cases.filter(({ input }) => input.kind === 'inclusion'))(
    'by inclusion probability: $name',
    ({ input, expected: { ht, hajek, kish } }) => {
      const rows = input.y.map((value, at) => ({
        value,
        inclusionProbability: input.pi[at] ?? Number.NaN,
        cluster: input.user[at] ?? '',
      }));
      const [first, second] = [horvitzThompsonMean(rows, input.N), hajekMean(rows)];
      expectClose(first?.mean, ht.mean, tolerance);
      expectClose(first?.varianceIndependent, ht.varIndependent, tolerance);
      expectClose(first?.varianceWithReplacement, ht.varWithReplacement, tolerance);
      expectClose(first?.varianceCluster, ht.varCluster, tolerance);
      expectClose(second?.mean, hajek.mean, tolerance);
      expectClose(second?.populationSize, hajek.nHat, tolerance);
      expectClose(second?.varianceIndependent, hajek.varIndependent, tolerance);
      expectClose(second?.varianceWithReplacement, hajek.varWithReplacement, tolerance);
      expectClose(second?.varianceCluster, hajek.varCluster, tolerance);
      expectClose(second?.varianceSimple, hajek.varSrs, tolerance);
      expectClose(second?.designEffect, hajek.deffCluster, tolerance);

      const weights = input.pi.map((pi) => 1 / pi);
      expectClose(kishEffectiveSize(weights), kish.nEff, tolerance);
      expectClose(weights.length / kishEffectiveSize(weights), kish.deffAllRows, tolerance);
      const got = clusteredMean(input.y, input.user, { weights });
      if (got === null) return expect(hajek.varCluster).toBeNull();
      expectClose(got.estimate, hajek.mean, tolerance);
      expectClose(got.standardError ** 2, hajek.varCluster, tolerance);
    },
  );

  it.each(cases.filter(({ input }) => input.kind === 'weights'))('by given weights: $name', ({ input, expected }) => {
    const all = clusteredMean(input.y, input.user, { weights: input.w });
    expectClose(all?.estimate, expected.mean, tolerance);
    expectClose(all?.standardError, expected.allRows.seCluster, tolerance);
    const positive = input.w.flatMap((weight, index) => (weight > 0 ? [index] : []));
    const pick = <T>(values: readonly T[]) => positive.map((index) => values[index] as T);
    const got = clusteredMean(pick(input.y), pick(input.user), { weights: pick(input.w) });
    expectClose(got?.estimate, expected.mean, tolerance);
    expectClose(got?.standardError, expected.positiveRows.seCluster, tolerance);
    expectClose(kishEffectiveSize(input.w), expected.kish.nEff, tolerance);
    expectClose(positive.length / kishEffectiveSize(input.w), expected.kish.deffPositiveRows, tolerance);
  });

  it.each(cases.filter(({ input }) => input.kind === 'rake'))('raked: $name', ({ input, expected }) => {
    const weights = rake(input.baseWeights, input.columns, input.margins);
    weights.forEach((weight, row) => expectClose(weight, expected.weights[row], tolerance));
    expectClose(kishEffectiveSize(weights), expected.nEff, tolerance);
  });
});

describe('the replay of old and new model on prompts before and after', () => {
  interface Side {
    user: string[];
    old: number[];
    new: number[];
  }
  interface Effect {
    estimate: number;
    se: Expected;
    ci: [Expected, Expected];
  }
  const { tolerance, cases } = golden<{ kind: string; pre: Side; post: Side; alpha: number }, Record<string, Effect>>(
    'decomposition',
  );
  const effects: Record<string, Record<string, number>> = {
    total: { new_post: 1, old_pre: -1 },
    model: { new_pre: 1, old_pre: -1 },
    adaptation: { new_post: 1, new_pre: -1 },
    interaction: { new_post: 1, old_post: -1, new_pre: -1, old_pre: 1 },
  };

  it.each(cases.filter(({ input }) => input.kind === 'replay'))('$name', ({ input, expected }) => {
    const rows = (['pre', 'post'] as const).flatMap((side) =>
      (['old', 'new'] as const).flatMap((model) =>
        input[side][model].map((value, index) => ({
          cell: `${model}_${side}`,
          value,
          weight: 1,
          cluster: input[side].user[index] ?? '',
        })),
      ),
    );
    for (const [name, coefficients] of Object.entries(effects)) {
      const got = clusteredContrast(rows, coefficients, 1 - input.alpha);
      expectClose(got?.estimate, expected[name]?.estimate, tolerance);
      expectClose(got?.standardError, expected[name]?.se, tolerance);
      expectClose(got?.ciLow, expected[name]?.ci?.[0], tolerance);
    }
  });
});

describe('adjusted p-values', () => {
  const { tolerance, cases } = golden<{ p: number[] }, Record<'holm' | 'bh' | 'by', number[]>>('multiplicity');

  it.each(cases)('$name', ({ input, expected }) => {
    const got = { holm: holm(input.p), bh: benjaminiHochberg(input.p), by: benjaminiYekutieli(input.p) };
    for (const method of ['holm', 'bh', 'by'] as const) {
      got[method].forEach((p, index) => expectClose(p, expected[method][index], tolerance));
    }
  });
});

describe('quantiles', () => {
  const { tolerance, cases } = golden<
    { kind: string; x: number[]; w: number[]; q: number[] },
    { quantiles: Expected[]; median: Expected }
  >('quantiles');

  it.each(cases.filter(({ input }) => input.kind === 'sample'))('$name', ({ input, expected }) => {
    input.q.forEach((q, index) => expectClose(quantile(input.x, q), expected.quantiles[index], tolerance));
    expectClose(median(input.x), expected.median, tolerance);
  });

  it.each(cases.filter(({ input }) => input.kind === 'weighted'))('$name', ({ input, expected }) => {
    input.q.forEach((q, index) =>
      expectClose(weightedQuantile(input.x, input.w, q), expected.quantiles[index], tolerance),
    );
  });
});

describe('proportions', () => {
  interface Input {
    kind: string;
    alpha: number;
    successes: number;
    n: number;
    firstOnly: number;
    secondOnly: number;
    x1: number;
    n1: number;
    x2: number;
    n2: number;
  }
  type Ends = [number, number];
  const { tolerance, cases } = golden<
    Input,
    { wilson: Ends; clopperPearson: Ends; p: number; difference: number; ci: Ends }
  >('proportions');
  const expectEnds = ({ low, high }: { low: number; high: number }, ends: Ends) => {
    expectClose(low, ends[0], tolerance);
    expectClose(high, ends[1], tolerance);
  };

  it.each(cases)('$name', ({ input, expected }) => {
    const confidence = 1 - input.alpha;
    if (input.kind === 'interval') {
      expectEnds(wilsonInterval(input.successes, input.n, confidence), expected.wilson);
      expectEnds(clopperPearsonInterval(input.successes, input.n, confidence), expected.clopperPearson);
    } else if (input.kind === 'mcnemar') {
      expectClose(mcnemarExact(input.firstOnly, input.secondOnly), expected.p, tolerance);
    } else {
      const [first, second] = [
        { successes: input.x1, n: input.n1 },
        { successes: input.x2, n: input.n2 },
      ];
      const got = newcombeDifference(first, second, confidence);
      expectClose(got.difference, expected.difference, tolerance);
      expectEnds(got, expected.ci);
    }
  });
});

describe('permutation tests', () => {
  interface Input {
    kind: string;
    d: number[];
    columns: number[][];
    x: number[];
    y: number[];
  }
  interface Expectation {
    p: number;
    total: number;
    mean: number;
    difference: number;
    t: Expected[];
    pUnadjusted: number[];
    pSingleStep: number[];
    pStepDown: number[];
  }
  const { tolerance, cases } = golden<Input, Expectation>('signflip');
  const ofKind = (kind: string) => cases.filter(({ input }) => input.kind === kind);
  /** Every row is a user, every column a slice. */
  const joint = (columns: readonly number[][]) =>
    jointSlices(
      columns.flatMap((column, slice) =>
        column.map((value, row) => ({ slice: String(slice), value, weight: 1, cluster: String(row) })),
      ),
      { seed: 'all patterns are gone through' },
    );

  it.each(ofKind('signflipMean'))('signs of one mean: $name', ({ input, expected }) => {
    // With one slice |t| grows with |mean|: the same test.
    const [got] = joint([input.d]);
    expectClose(got?.estimate, expected.mean, 1e-9);
    expectClose(got?.pValue, expected.p, tolerance);
  });

  it.each(ofKind('signflipMaxT'))('signs of several means at once: $name', ({ input, expected }) => {
    const got = joint(input.columns);
    expect(got).toHaveLength(input.columns.length);
    got.forEach(({ t, pValue, pSingleStep, pStepDown }, at) => {
      expectClose(t, expected.t[at], 1e-9);
      expectClose(pValue, expected.pUnadjusted[at], tolerance);
      expectClose(pSingleStep, expected.pSingleStep[at], tolerance);
      expectClose(pStepDown, expected.pStepDown[at], tolerance);
    });
  });

  it.each(ofKind('twoSample'))('splits into two samples: $name', ({ input, expected }) => {
    const got = twoSamplePermutation(input.x, input.y, { seed: 'all splits are gone through' });
    expectClose(got?.difference, expected.difference, 1e-9);
    expectClose(got?.pValue, expected.p, tolerance);
    expect([got?.permutations, got?.isExact]).toEqual([expected.total, true]);
  });
});

describe('distributions', () => {
  interface Query {
    fn: 'cdf' | 'sf' | 'ppf' | 'isf';
    x: number;
    p: number;
  }
  interface Params {
    df: number;
    a: number;
    b: number;
    n: number;
    p: number;
  }
  interface Input {
    dist: string;
    params: Params;
    queries: Query[];
  }
  type Tail = 'lower' | 'upper';
  interface Distribution {
    tail(x: number, params: Params, tail: Tail): number;
    quantile(p: number, params: Params, tail: Tail): number;
  }
  const { tolerance, cases } = golden<Input, { values: number[] }>('distributions');
  const distributions: Record<string, Distribution> = {
    // Two are symmetric: the upper tail is the lower one of the mirrored argument.
    normal: {
      tail: (x, _, tail) => normalCdf(tail === 'lower' ? x : -x),
      quantile: (p, _, tail) => (tail === 'lower' ? 1 : -1) * normalQuantile(p),
    },
    t: {
      tail: (x, { df }, tail) => studentCdf(tail === 'lower' ? x : -x, df),
      quantile: (p, { df }, tail) => (tail === 'lower' ? 1 : -1) * studentQuantile(p, df),
    },
    chi2: {
      tail: (x, { df }, tail) => chiSquaredTails(x, df)[tail],
      quantile: (p, { df }, tail) => chiSquaredQuantile(p, df, tail),
    },
    beta: {
      tail: (x, { a, b }, tail) => betaTails(x, a, b)[tail],
      quantile: (p, { a, b }, tail) => betaQuantile(p, a, b, tail),
    },
    binomial: {
      tail: (x, { n, p }, tail) => binomialTails(x, n, p)[tail],
      quantile: (q, { n, p }, tail) => binomialQuantile(q, n, p, tail),
    },
  };

  it.each(cases)('$name', ({ input, expected }) => {
    const distribution = distributions[input.dist];
    if (distribution === undefined) throw new Error(`no distribution is called ${input.dist}`);
    input.queries.forEach(({ fn, x, p }, index) => {
      const tail = fn === 'cdf' || fn === 'ppf' ? 'lower' : 'upper';
      const isQuantile = fn === 'ppf' || fn === 'isf';
      const got = isQuantile ? distribution.quantile(p, input.params, tail) : distribution.tail(x, input.params, tail);
      const wanted = expected.values[index] ?? Number.NaN;
      const what = `${fn} ${x ?? p}`;
      if (isQuantile && input.dist === 'binomial') return expect(got, what).toBe(wanted);
      if (Math.abs(wanted) < 1e-300) return expect(Math.abs(got), what).toBeLessThan(1e-300);
      expect(Math.abs(got - wanted) / Math.abs(wanted), what).toBeLessThanOrEqual(tolerance);
    });
  });
});
