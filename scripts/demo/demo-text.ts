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
  const rows = figures.map(rowOf);
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

function rowOf(figure: PlantedFigure): string[] {
  const { what, truth, estimate, ciLow, ciHigh, note } = figure;
  // Squared distances are small; everything else is a share or a score.
  const digits = Math.max(Math.abs(truth), Math.abs(ciLow ?? 1), Math.abs(ciHigh ?? 1)) < 0.01 ? 5 : 3;
  const shown = (value: number) => {
    const text = value.toFixed(digits).replace(/^-(0\.0*)$/, '$1');
    return text.startsWith('-') ? text : ` ${text}`;
  };
  return [
    what,
    shown(truth),
    estimate === null ? '' : shown(estimate),
    ciLow === null || ciHigh === null ? note : `${shown(ciLow)} to ${shown(ciHigh)}`,
    isInside(figure) ? 'yes' : 'no',
  ];
}
