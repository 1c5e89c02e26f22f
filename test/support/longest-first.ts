import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take longest, the longest first. Those that mostly wait for servers and dead workers come before those that
 * compute, which then fill the waits; a long file that started last would leave the other cores idle at the end.
 */
const LONGEST: readonly string[] = [
  'e2e/killed-worker',
  'scoring/models/shared-limit',
  'e2e/scoring-storm',
  'e2e/forget-user',
  'workflows/message-batches',
  'e2e/batch-creation',
  'e2e/real-traffic',
  'e2e/planted-secrets',
  'calibration/verdict',
  'calibration/sampling',
  'e2e/judge-change',
  'e2e/embedder-change',
  'e2e/labels',
  'e2e/determinism',
  'e2e/bad-input',
  'e2e/weekly-run',
  'e2e/scoring-pause',
  'e2e/scoring-cap',
  'calibration/drift-mutations',
  'calibration/drift-year',
  'calibration/drift-text',
  'calibration/drift',
  'calibration/attribution',
  'calibration/shifted-mass',
  'calibration/chained-trend',
  'calibration/eval-set',
  'calibration/verdict-slices',
  'calibration/verdict-preferences',
  'calibration/score-monitor',
  'calibration/adaptation',
  'drift/window-ladder',
  'stack/up',
];

/** Runs the files of {@link LONGEST} first, in its order, and all others after them. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    return others.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? LONGEST.length : place;
}
