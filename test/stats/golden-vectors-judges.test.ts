import { describe, expect, it } from 'vitest';
import { cohensKappa, krippendorffAlpha, spearman } from '../../activities/stats/agreement.js';
import { predictionPoweredMean, roganGladen } from '../../activities/stats/prediction-powered.js';
import { asymptoticConfidenceSequence, bettingProcess } from '../../activities/stats/sequential.js';
import { expectClose, golden } from './golden-vector.js';

describe('agreement', () => {
  interface Input {
    kind: string;
    a: number[];
    b: number[];
    labels: number[];
    raters: (number | null)[][];
    x: number[];
    y: number[];
  }
  const { tolerance, cases } = golden<Input, Record<string, number | null>>('agreement');
  const of = (kind: string) => cases.filter(({ input }) => input.kind === kind);

  it.each(of('kappa'))('Cohen: $name', ({ input, expected }) => {
    for (const weighting of ['plain', 'linear', 'quadratic'] as const) {
      expectClose(cohensKappa(input.a, input.b, input.labels, weighting), expected[weighting], tolerance);
    }
  });

  it.each(of('krippendorff'))('Krippendorff: $name', ({ input, expected }) => {
    const items = input.raters[0] ?? [];
    const units = items.map((_, unit) =>
      input.raters.flatMap((rater) => {
        const value = rater[unit] ?? null;
        return value === null ? [] : [value];
      }),
    );
    for (const metric of ['nominal', 'ordinal', 'interval'] as const) {
      expectClose(krippendorffAlpha(units, metric), expected[metric], tolerance);
    }
  });

  it.each(of('rank'))('Spearman: $name', ({ input, expected }) => {
    expectClose(spearman(input.x, input.y), expected['spearman'], tolerance);
  });
});

describe('prediction-powered means', () => {
  interface Input {
    kind: string;
    y: number[];
    yhat: number[];
    yhatUnlabeled: number[];
    alpha: number;
  }
  interface Block {
    estimate: number;
    se: number;
    ci: [number, number];
  }
  interface Output {
    lambda_: number | null;
    ppi: Block;
    classical: Block;
    ppiPlusPlus: Block | null;
  }
  const { tolerance, cases } = golden<Input, Output>('ppi');

  it.each(cases.filter(({ input }) => input.kind === 'ppi'))('$name', ({ input, expected }) => {
    const blocks = [
      ['tuned', expected.ppiPlusPlus],
      [1, expected.ppi],
      [0, expected.classical],
    ] as const;
    const { lambda_: tuned } = expected;
    for (const [lambda, block] of blocks) {
      const got = predictionPoweredMean(input.y, input.yhat, input.yhatUnlabeled, lambda, 1 - input.alpha);
      if (lambda === 'tuned') expectClose(got?.lambda, tuned, tolerance);
      expectClose(got?.estimate, block?.estimate, tolerance);
      expectClose(got?.standardError, block?.se, tolerance);
      expectClose(got?.ciLow, block?.ci[0], tolerance);
      expectClose(got?.ciHigh, block?.ci[1], tolerance);
    }
  });
});

describe('shares corrected for the errors of a judge', () => {
  type Input = Parameters<typeof roganGladen>[0] & { kind: string; alpha: number };
  interface Output {
    estimateRaw: number;
    se: number;
    ciRaw: [number, number];
  }
  const { tolerance, cases } = golden<Input, Output>('ppi');

  it.each(cases.filter(({ input }) => input.kind === 'roganGladen'))('$name', ({ input, expected }) => {
    const got = roganGladen(input, 1 - input.alpha);
    expectClose(got?.estimate, expected.estimateRaw, tolerance);
    expectClose(got?.standardError, expected.se, tolerance);
    expectClose(got?.ciLow, expected.ciRaw?.[0], tolerance);
    expectClose(got?.ciHigh, expected.ciRaw?.[1], tolerance);
  });
});

describe('sequential processes', () => {
  interface Input {
    kind: string;
    x: number[];
    m0: number;
    grid: number[];
    rho: number;
    alpha: number;
  }
  const { tolerance, cases } = golden<Input, Record<string, number[]>>('sequential');

  it.each(cases.filter(({ input }) => input.kind === 'betting'))('betting: $name', ({ input, expected }) => {
    const steps = bettingProcess(input.x, input.m0, input.grid);
    expect(steps).toHaveLength(input.x.length);
    steps.forEach((step, at) => {
      expectClose(step.logWealth, expected['logWealth']?.[at], tolerance);
      expectClose(step.anytimeP, expected['anytimeP']?.[at], tolerance);
    });
  });

  it.each(cases.filter(({ input }) => input.kind === 'asympCs'))(
    'confidence sequence: $name',
    ({ input, expected }) => {
      const steps = asymptoticConfidenceSequence(input.x, input.rho, input.alpha);
      expect(steps).toHaveLength(input.x.length);
      steps.forEach((step, at) => {
        for (const field of ['mean', 'sigma', 'radius', 'lower', 'upper'] as const) {
          expectClose(step[field], expected[field]?.[at], tolerance);
        }
      });
    },
  );
});
