/** Fewer placebos cannot bring a rank to .05. */
export const ENOUGH_PLACEBOS = 19;

/**
 * Share of the dates, the release's among them, that show at least as much: (1 + placebos at least as large) /
 * (1 + placebos). Placebo windows overlap, so this ranks the release among ordinary days; it is no exact p-value.
 * @returns null without placebos
 */
export function placeboRank(observed: number, placebos: readonly number[]): number | null {
  if (placebos.length === 0) return null;
  return (1 + placebos.filter((placebo) => placebo >= observed).length) / (1 + placebos.length);
}
