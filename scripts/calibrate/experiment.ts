/** What a figure must be: a share of the repetitions, or the mean of a number over them. */
export interface Limit {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One figure of an experiment, yes or no or a number; without a limit it is shown for comparison. */
export interface Figure {
  readonly name: string;
  readonly limit: Limit | null;
}

/** One claim, as a simulation with planted truth. Repetitions are independent and depend on nothing but their seed. */
export interface Experiment {
  readonly name: string;
  readonly about: string;
  /** Repetitions when nothing else is asked for. */
  readonly runs: number;
  /** What these take on two idle cores. */
  readonly minutes?: number;
  readonly figures: readonly Figure[];
  /** Per figure whether it happened, or its number; a figure that is left out was not tried. */
  readonly repeat: (repetition: number, seed: string) => Promise<Outcome>;
}

export type Outcome = Readonly<Record<string, boolean | number>>;

/** How often a figure happened. */
export interface Tally {
  readonly hits: number;
  readonly trials: number;
}

export function tallyOf(outcomes: readonly Outcome[], figure: string): Tally {
  const tried = outcomes.flatMap((outcome) => outcome[figure] ?? []);
  return { hits: tried.filter((happened) => happened === true).length, trials: tried.length };
}

/** Whether a share of the repetitions keeps within the limit. */
export function isMet({ hits, trials }: Tally, limit: Limit): boolean {
  return isWithin(trials === 0 ? Number.NaN : hits / trials, limit);
}

export function isWithin(value: number, { atLeast = -Infinity, atMost = Infinity }: Limit): boolean {
  return value >= atLeast && value <= atMost;
}

/** The numbers of a figure that is one. */
export function numbersOf(outcomes: readonly Outcome[], figure: string): number[] {
  return outcomes.flatMap((outcome) => {
    const value = outcome[figure];
    return typeof value === 'number' ? [value] : [];
  });
}
