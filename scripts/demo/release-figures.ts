import {
  type AdaptationRow,
  adaptationTable,
  patternsTable,
  replayTable,
} from '../../activities/adaptation/adaptation-tables.js';
import type { HabitId } from '../simulator/habits.js';
import { plantedDifference, plantedReplay } from '../simulator/planted-truth.js';
import type { World } from '../simulator/world.js';
import type { PlannedRelease } from '../simulator/world-plan.js';
import { BASELINE_DAYS, CHECKPOINTS_DAYS } from './demo-pipeline.js';
import { figureOf, type PlantedFigure, type ReportReader, readReport } from './planted-figure.js';

/** Which pattern of the reports shows each habit. */
const PATTERN_OF_HABIT: Readonly<Record<HabitId, string>> = {
  bullets: 'bullet_list_directive',
  steps: 'step_by_step',
  role: 'role_play',
  'word-limit': 'length_directive',
};
const HABIT_IDS = ['bullets', 'steps', 'role', 'word-limit'] as const satisfies readonly HabitId[];

/** How users changed after one release, and what model and habits did to the answers. */
export async function releaseFigures(
  reader: ReportReader,
  world: World,
  release: PlannedRelease,
): Promise<PlantedFigure[]> {
  const { releaseId, day, adopterShare } = release;
  const file = (name: string) => reader.layout.releaseReport(releaseId, name);
  const patterns = await readReport(reader, file('patterns.arrow'), patternsTable);
  const adaptation = await readReport(reader, file('adaptation.arrow'), adaptationTable);
  const replay = await readReport(reader, file('replay.arrow'), replayTable);
  const before = { from: day - BASELINE_DAYS, to: day };
  const lastDays = CHECKPOINTS_DAYS.at(-1) ?? 0;

  const habit = (id: HabitId, days: number): PlantedFigure => {
    const after = { from: day + (CHECKPOINTS_DAYS.findLast((other) => other < days) ?? 0), to: day + days };
    const row = patterns.find((each) => each.pattern === PATTERN_OF_HABIT[id] && each.checkpoint_days === days);
    const estimate = row === undefined ? undefined : { ...row, estimate: row.within_user_difference };
    return figureOf(`${releaseId} ${id} after ${days} d`, plantedDifference(world, before, after, id), estimate);
  };
  const cells = plantedReplay(world, release, before, {
    from: day + (CHECKPOINTS_DAYS.at(-2) ?? 0),
    to: day + lastDays,
  });
  const effect = (cell: string, truth: number): PlantedFigure => {
    const row = replay.find((each) => each.cell === cell);
    return figureOf(`${releaseId} ${cell} effect`, truth, row, row?.refused);
  };
  const habitsPart = adaptation.find((row) => row.part === 'habits' && row.checkpoint_days === lastDays);
  return [
    ...(adopterShare > 0 ? [habit('bullets', 3), ...HABIT_IDS.map((id) => habit(id, 7))] : []),
    ...HABIT_IDS.map((id) => habit(id, lastDays)),
    // Without a planted habit the habits part of the change is known: nothing.
    ...(adopterShare > 0 ? [] : [habitsFigure(releaseId, habitsPart)]),
    effect('model', cells.new_pre - cells.old_pre),
    effect('adaptation', cells.new_post - cells.new_pre),
    effect('interaction', cells.new_post - cells.old_post - cells.new_pre + cells.old_pre),
  ];
}

function habitsFigure(releaseId: string, row: AdaptationRow | undefined): PlantedFigure {
  return figureOf(`${releaseId} habits part of the change`, 0, row, row?.refused);
}
