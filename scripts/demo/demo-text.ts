import type { WeeklyEvaluationResult } from '../../workflows/messages.js';
import { bold, green, yellow } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';
import { isInside, type PlantedFigure } from './planted-figure.js';

export interface DemoOutcome {
  readonly figures: readonly PlantedFigure[];
  /** Calls that the simulated models answered. */
  readonly calls: number;
  readonly seconds: number;
  /** Where the index of the reports is. */
  readonly page: string;
  /** The pipeline's YAML. */
  readonly file: string;
  readonly rerun: WeeklyEvaluationResult | null;
}

/** The end of the demo, for people. */
export function demoText({ figures, calls, seconds, page, file, rerun }: DemoOutcome): string {
  const inside = figures.filter(isInside).length;
  const rows = figures.map((figure) => [
    figure.what,
    shown(figure.truth),
    shown(figure.estimate),
    figure.ciLow === null || figure.ciHigh === null ? figure.note : `${shown(figure.ciLow)} to ${shown(figure.ciHigh)}`,
    isInside(figure) ? 'yes' : 'no',
  ]);
  const count = `${inside} of ${figures.length} planted truths lie in their 95 % interval`;
  return [
    '',
    bold('What was planted, and what the reports say'),
    formatTable(['figure', 'planted truth', 'estimate', '95 % interval', 'inside'], rows),
    '',
    inside === figures.length ? green(count) : `${yellow(count)}; about one in twenty is expected to miss`,
    `${seconds} s, ${calls} model calls`,
    ...(rerun === null ? [] : [`week ${rerun.week} was evaluated once more: ${rerun.paidCalls} paid calls`]),
    '',
    `Reports: ${page}`,
    '',
    'Next:',
    '  npx tidemark up                                  the servers again, in another terminal',
    `  npx tidemark status ${file}`,
    `  npx tidemark reports list ${file}`,
    '  npx tidemark init                                a pipeline for your own logs',
  ].join('\n');
}

function shown(value: number | null): string {
  if (value === null) return 'none';
  const text = value.toFixed(Math.abs(value) < 0.001 && value !== 0 ? 5 : 3);
  return value < 0 ? text : ` ${text}`;
}
