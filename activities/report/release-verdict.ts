import type { AdaptationRow, OnsetRow, PatternRow, ReplayRow } from '../adaptation/adaptation-tables.js';
import type { RollbackRow } from '../adaptation/rollback-table.js';
import { onsetWords } from './course-section.js';
import { figure, pValue } from './figures.js';
import { levelUnitOf } from './release-patterns-section.js';
import { rollbackWords } from './release-rollback-section.js';

const LEVEL = 0.05;
const NAMED_PATTERNS = 3;
const ENOUGH_PLACEBOS = 19;

interface ReleaseFigures {
  readonly adaptation: readonly AdaptationRow[];
  readonly patterns: readonly PatternRow[];
  readonly replay: readonly ReplayRow[];
  readonly onset: readonly OnsetRow[];
  readonly rollbacks: readonly RollbackRow[];
}

/** What a release did, in the few sentences that come first; of the latest checkpoint. */
export function releaseVerdict({ adaptation, patterns, replay, onset, rollbacks }: ReleaseFigures): string[] {
  const habits = adaptation.filter(({ part }) => part === 'habits').at(-1);
  if (habits === undefined) return ['No checkpoint has been measured yet.'];
  if (habits.refused !== null) return [`Adaptation: ${habits.refused}.`];
  const adapted = hasAdapted(habits);
  return [
    `${adapted ? 'Returning users write differently than before the release' : 'No sign that returning users write differently than before the release'} (${testWords(habits)}).`,
    ...rollbackWords(rollbacks),
    ...(adapted ? movedWords(patterns, habits.checkpoint_days) : []),
    ...(adapted && onset.length > 0 ? [onsetWords(onset)] : []),
    ...gainWords(replay),
    ...uncoveredWords(habits),
  ];
}

/** Beyond the users' habitual drift where placebo dates tell it; else at all. */
function hasAdapted({ p_value: plain, excess_p_value: excess }: AdaptationRow): boolean {
  const pValueOfTest = excess ?? plain;
  return pValueOfTest !== null && pValueOfTest <= LEVEL;
}

function testWords({ p_value: plain, excess_p_value: excess, placebo_rank: rank, placebos }: AdaptationRow): string {
  if (excess === null)
    return `p ${pValue(plain)}; no placebo date could be computed, so habitual drift is not taken off`;
  const few = placebos < ENOUGH_PLACEBOS ? `, fewer than the ${ENOUGH_PLACEBOS} that could reach .05` : '';
  const ranked = rank === null ? '' : `; placebo rank ${rank.toFixed(3)} over ${placebos} dates${few}`;
  return `p ${pValue(excess)} beyond their own drift before it${ranked}`;
}

function movedWords(patterns: readonly PatternRow[], days: number): string[] {
  const moved = patterns
    .filter((row) => row.checkpoint_days === days && row.p_adjusted !== null && row.p_adjusted <= LEVEL)
    .sort((a, b) => (a.p_adjusted ?? 1) - (b.p_adjusted ?? 1) || size(b) - size(a));
  if (moved.length === 0) return ['None of the named patterns moved clearly: look at templates and phrases.'];
  const named = moved
    .slice(0, NAMED_PATTERNS)
    .map((row) => `${row.pattern} ${figure(row.before, levelUnitOf(row))} → ${figure(row.after, levelUnitOf(row))}`)
    .join(', ');
  const more = moved.length > NAMED_PATTERNS ? ` and ${moved.length - NAMED_PATTERNS} more` : '';
  return [`What moved: ${named}${more}.`];
}

function size({ within_user_difference: difference }: PatternRow): number {
  return Math.abs(difference ?? 0);
}

function gainWords(replay: readonly ReplayRow[]): string[] {
  const effect = (cell: string) => replay.find((row) => row.cell === cell);
  const [model, adaptation] = [effect('model'), effect('adaptation')];
  if (adaptation?.estimate === undefined || adaptation.estimate === null) return [];
  const ofModel =
    model?.estimate === undefined || model.estimate === null
      ? 'the model effect is not known'
      : `${effectWords(model)} by the model`;
  return [`Of the change in score, ${ofModel}, ${effectWords(adaptation)} by the users’ prompts.`];
}

function effectWords({ estimate, ci_low: low, ci_high: high }: ReplayRow): string {
  const isClear = low !== null && high !== null && (low > 0 || high < 0);
  return `${figure(estimate, 'score', true)}${isClear ? '' : ' (not told from zero)'}`;
}

function uncoveredWords({ uncovered_share: share }: AdaptationRow): string[] {
  return share === null ? [] : [`The eval set lacks ${figure(share, 'share')} of the traffic since.`];
}
