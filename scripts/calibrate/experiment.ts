/** What a figure must be: a share of the repetitions. */
export interface Limit {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One yes/no figure of an experiment; without a limit it is shown for comparison. */
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
  readonly figures: readonly Figure[];
  /** Per figure whether it happened; a figure that is left out was not tried. */
  readonly repeat: (repetition: number, seed: string) => Promise<Outcome>;
}

export type Outcome = Readonly<Record<string, boolean>>;

/** How often a figure happened. */
export interface Tally {
  readonly hits: number;
  readonly trials: number;
}

export function tallyOf(outcomes: readonly Outcome[], figure: string): Tally {
  const tried = outcomes.flatMap((outcome) => outcome[figure] ?? []);
  return { hits: tried.filter(Boolean).length, trials: tried.length };
}

/** Whether a share of the repetitions keeps within the limit. */
export function isMet({ hits, trials }: Tally, { atLeast = 0, atMost = 1 }: Limit): boolean {
  const share = trials === 0 ? Number.NaN : hits / trials;
  return share >= atLeast && share <= atMost;
}
