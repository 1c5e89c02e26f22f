import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clusteredContrast, clusteredMean } from '../../activities/stats/clustered-mean.js';
import { normalCdf, normalQuantile, studentCdf, studentQuantile } from '../../activities/stats/distributions.js';
import { benjaminiHochberg, benjaminiYekutieli, holm } from '../../activities/stats/multiplicity.js';
import { median, quantile, weightedQuantile } from '../../activities/stats/quantiles.js';
import { kishEffectiveSize, rake } from '../../activities/stats/weights.js';

interface Golden<I, E> {
  readonly tolerance: number;
  readonly cases: readonly { readonly name: string; readonly input: I; readonly expected: E }[];
}

function golden<I, E>(file: string): Golden<I, E> {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}.json`, import.meta.url), 'utf8')) as Golden<I, E>;
}

type Expected = number | string | null | undefined;

/** |got - expected| <= tolerance * max(1, |expected|); null stands for "not defined". */
function expectClose(got: number | null | undefined, expected: Expected, tolerance: number): void {
  if (expected === null || expected === undefined) return expect(got ?? Number.NaN).toBeNaN();
  const wanted = Number(expected);
  if (!Number.isFinite(wanted)) return expect(got).toBe(wanted);
  expect(Math.abs((got ?? Number.NaN) - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
}

describe('paired differences', () => {
  interface Input {
    a: number[];
    b: number[];
    cluster: string[] | null;
    alpha: number;
  }
  interface Block {
    mean: number;
    se: Expected;
    df: Expected;
    p: Expected;
    ci: [Expected, Expected] | null;
  }
  const { tolerance, cases } = golden<Input, { unclustered: Block; clustered: Block | null }>('paired-difference');

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
  interface Hajek {
    mean: number;
    varCluster: Expected;
  }
  const { tolerance, cases } = golden<
    Input,
    { hajek: Hajek; kish: { nEff: number }; weights: number[]; mean: number; positiveRows: { seCluster: Expected } }
  >('weighted');

  it.each(cases.filter(({ input }) => input.kind === 'inclusion'))(
    'by inclusion probability: $name',
    ({ input, expected }) => {
      const weights = input.pi.map((pi) => 1 / pi);
      const got = clusteredMean(input.y, input.user, { weights });
      if (got === null) return expect(expected.hajek.varCluster).toBeNull();
      expectClose(got.estimate, expected.hajek.mean, tolerance);
      expectClose(got.standardError ** 2, expected.hajek.varCluster, tolerance);
      expectClose(kishEffectiveSize(weights), expected.kish.nEff, tolerance);
    },
  );

  it.each(cases.filter(({ input }) => input.kind === 'weights'))('by given weights: $name', ({ input, expected }) => {
    const positive = input.w.flatMap((weight, index) => (weight > 0 ? [index] : []));
    const pick = <T>(values: readonly T[]) => positive.map((index) => values[index] as T);
    const got = clusteredMean(pick(input.y), pick(input.user), { weights: pick(input.w) });
    expectClose(got?.estimate, expected.mean, tolerance);
    expectClose(got?.standardError, expected.positiveRows.seCluster, tolerance);
  });

  it.each(cases.filter(({ input }) => input.kind === 'rake'))('raked: $name', ({ input, expected }) => {
    rake(input.baseWeights, input.columns, input.margins).forEach((weight, row) => {
      expectClose(weight, expected.weights[row], tolerance);
    });
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

describe('distributions', () => {
  interface Query {
    fn: 'cdf' | 'sf' | 'ppf' | 'isf';
    x: number;
    p: number;
  }
  interface Input {
    dist: string;
    params: { df: number };
    queries: Query[];
  }
  const { tolerance, cases } = golden<Input, { values: number[] }>('distributions');
  const known: Record<string, { cdf(x: number, df: number): number; quantile(p: number, df: number): number }> = {
    normal: { cdf: normalCdf, quantile: normalQuantile },
    t: { cdf: studentCdf, quantile: studentQuantile },
  };

  it.each(cases.filter(({ input }) => input.dist in known))('$name', ({ input, expected }) => {
    input.queries.forEach(({ fn, x, p }, index) => {
      const { cdf, quantile: inverse } = known[input.dist] ?? {};
      if (cdf === undefined || inverse === undefined) return;
      // Both are symmetric: the upper tail is the lower one of the mirrored argument.
      const got = {
        cdf: () => cdf(x, input.params.df),
        sf: () => cdf(-x, input.params.df),
        ppf: () => inverse(p, input.params.df),
        isf: () => -inverse(p, input.params.df),
      }[fn]();
      const wanted = expected.values[index] ?? Number.NaN;
      if (Math.abs(wanted) < 1e-300) return expect(Math.abs(got)).toBeLessThan(1e-14);
      expect(Math.abs(got - wanted) / Math.abs(wanted), `${fn} ${x ?? p}`).toBeLessThanOrEqual(tolerance);
    });
  });
});
