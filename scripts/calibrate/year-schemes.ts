/** What one week of a year shows: p-values against the pinned reference. */
export interface WeekLook {
  /** By the length of the window in weeks; a window that reaches back before the first week has none. */
  readonly pValues: ReadonlyMap<number, number>;
  /** Of the week against a slice of the reference that no other week is compared with. */
  readonly freshPValue: number;
}

/** A rule for the alarms of a year. */
export interface YearScheme {
  readonly name: string;
  /** Whether each look raises an alarm. */
  readonly alarms: (looks: readonly WeekLook[]) => boolean[];
}

export const LEVEL = 0.05;
export const LOOKS = 52;

/** The rule of the product: the level over all looks and all windows of the ladder. */
export const LADDER: YearScheme = ladder('ladder of 1, 4, 13 weeks, union bound', [1, 4, 13]);
/** The same, where the eval set has a share of the level too. */
export const LADDER_BESIDE_EVAL_SET: YearScheme = ladder('the same, with a share for the eval set', [1, 4, 13], 4);

/** Rules that were considered. All but the naive one and the product of e-values hold the level. */
export const OTHER_SCHEMES: readonly YearScheme[] = [
  ladder('one week, union bound', [1]),
  ladder('ladder of 1 and 4 weeks, union bound', [1, 4]),
  { name: 'fresh slices, union bound', alarms: (looks) => looks.map((look) => look.freshPValue <= LEVEL / LOOKS) },
  { name: 'fresh slices, e-process with restarts', alarms: restarting },
  { name: 'naive: one week, level .05 every week', alarms: (looks) => looks.map((look) => weekOf(look) <= LEVEL) },
  { name: 'naive: e-values multiplied over one reference', alarms: (looks) => multiplied(looks.map(weekOf)) },
];

function ladder(name: string, windows: readonly number[], tests = windows.length): YearScheme {
  const level = LEVEL / (LOOKS * tests);
  return {
    name,
    alarms: (looks) => looks.map(({ pValues }) => windows.some((weeks) => (pValues.get(weeks) ?? 1) <= level)),
  };
}

/**
 * Every week a new bet starts with 1/52 of the wealth (e-detectors: Shin, Ramdas & Rinaldo 2022); each week multiplies
 * all bets by its e-value. Valid because no two weeks share a part of the reference.
 */
function restarting(looks: readonly WeekLook[]): boolean[] {
  let held = 0;
  return looks.map(({ freshPValue }, at) => {
    held = (held + 1 / LOOKS) * eValueOf(freshPValue);
    return held + (LOOKS - 1 - at) / LOOKS >= 1 / LEVEL;
  });
}

/**
 * Multiplies the e-values of all weeks. A martingale when no two weeks share a part of the reference; not one when they
 * share it all, because then they lean the same way by chance.
 */
export function multiplied(pValues: readonly number[]): boolean[] {
  let wealth = 1;
  return pValues.map((pValue) => {
    wealth *= eValueOf(pValue);
    return wealth >= 1 / LEVEL;
  });
}

/** The calibrator 1/(2√p): its mean over a uniform p is 1 (Vovk & Wang 2021, eq. 1). */
function eValueOf(pValue: number): number {
  return 1 / (2 * Math.sqrt(pValue));
}

function weekOf({ pValues }: WeekLook): number {
  return pValues.get(1) ?? 1;
}
