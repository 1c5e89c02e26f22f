import type { Exposure, ExposureField, Release } from '../../workflows/messages.js';
import { sha256Hex } from '../storage/artifact.js';
import type { SampleRow } from '../traffic/sample-table.js';

/** Of how many of their requests a user must have got the release to count as exposed. */
const EXPOSED_SHARE = 0.5;

/** What of a request may tell whether it got a release. */
type ExposedRow = Pick<SampleRow, 'user' | 'unit' | 'model' | 'route' | 'language' | 'system_prompt'>;

const FIELDS: Readonly<Record<ExposureField, (row: ExposedRow) => string | null>> = {
  model: ({ model }) => model,
  route: ({ route }) => route,
  language: ({ language }) => language,
  unit: ({ unit }) => unit,
  system_prompt_sha256: ({ system_prompt: prompt }) => (prompt === null ? null : sha256Hex(prompt)),
};

/** Whether a user got the release: `partly` are those with some requests of either kind, but too few of the new one. */
export type UserExposure = 'exposed' | 'not-yet' | 'partly';

/**
 * Who got a release that not everybody did, from what answered them after it.
 * @param rows requests after the release
 * @returns null for a release that everybody got: nobody is left to compare with
 */
export function exposureOfUsers(
  { exposure, modelTo }: Pick<Release, 'exposure' | 'modelTo'>,
  rows: readonly ExposedRow[],
): ReadonlyMap<string, UserExposure> | null {
  if (exposure === undefined || exposure.kind === 'all') return null;
  const counts = new Map<string, { all: number; got: number }>();
  for (const row of rows) {
    const count = counts.get(row.user) ?? { all: 0, got: 0 };
    count.all += 1;
    if (gotRelease(exposure, modelTo, row)) count.got += 1;
    counts.set(row.user, count);
  }
  return new Map([...counts].map(([user, { all, got }]) => [user, exposureOf(got / all)]));
}

function exposureOf(share: number): UserExposure {
  if (share === 0) return 'not-yet';
  return share >= EXPOSED_SHARE ? 'exposed' : 'partly';
}

function gotRelease(exposure: Exclude<Exposure, { kind: 'all' }>, modelTo: string | null, row: ExposedRow): boolean {
  if (exposure.kind === 'share') return row.model === modelTo;
  const value = FIELDS[exposure.field](row);
  return value !== null && exposure.in.includes(value);
}
