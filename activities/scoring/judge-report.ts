import type { VerdictPair } from '../labels/labelled-rows.js';
import { krippendorffAlpha } from '../stats/agreement.js';
import { clusteredMean, type Estimate } from '../stats/clustered-mean.js';
import { clopperPearsonInterval, type Interval } from '../stats/proportions.js';
import { agreementOfJudges, agreementWithPeople, repeatedVerdicts, retest } from './judge-agreement.js';
import { type AttributedPair, lengthBias, positionBias, selfPreference } from './judge-bias.js';
import { modelFamily } from './model-family.js';
import { judgementsOf } from './observations.js';
import type { PairRow, ScoreRow } from './score-tables.js';
import type { JudgeRow } from './trust-tables.js';

export interface IdentifiedJudge {
  readonly digest: string;
  readonly model: string;
}

/** What people said, as far as it speaks for this week's judgements of the judge that counts. */
export interface PeopleOnPairs {
  readonly verdicts: readonly VerdictPair[];
  /** The same comparisons with the models behind them, `judgeModel` being `human`. */
  readonly attributed: readonly AttributedPair[];
  /** What several people said of one comparison each. */
  readonly units: readonly (readonly number[])[];
}

/** Nobody has labelled anything. */
export const NO_PEOPLE: PeopleOnPairs = { verdicts: [], attributed: [], units: [] };

/** Verdicts on pairs, in their order. */
const VERDICTS = [-1, 0, 1];
const EVERY = 'all';

/**
 * How far judges can be trusted, from everything they judged in a week. These figures are about the judge, not about the
 * traffic: every judgement counts once, whatever the weight of its item. Intervals move whole users.
 * - `position_bias`: share of decided comparisons won by the answer shown first; .5 without a bias. `order_flips`: share of
 *   pairs whose two orders disagree. Both also per pair of arms.
 * - `length_bias`: how often the longer answer would win were all pairs equally good; .5 without a bias.
 * - `retest_flips`: share of comparisons that the same judge decides otherwise when asked again; `retest_noise`: the share
 *   of single verdicts that noise changes.
 * - `self_preference`: win rate that the judge gives its own family less what judges of neither family, or people, give.
 * - `agreement_between_judges`: Krippendorff's alpha, ordinal, on comparisons both saw; for the first judge over all.
 * - `agreement_with_people`: Cohen's kappa with linear weights, of the first judge. `agreement_between_people`: alpha.
 * - `invalid_share`, `refusal_share`, `truncated_share`: judgements that came to nothing, and how.
 * @param judges the one that counts first
 */
export function judgeReport(
  judges: readonly IdentifiedJudge[],
  scores: readonly ScoreRow[],
  pairs: readonly PairRow[],
  people: PeopleOnPairs = NO_PEOPLE,
): JudgeRow[] {
  const equal = pairs.filter(({ weight }) => weight > 0).map((row) => ({ ...row, weight: 1 }));
  const attributed = [...attributedPairs(judges, scores, equal), ...people.attributed];
  return judges.flatMap((judge, at) => {
    const ofJudge = equal.filter((row) => row.judge === judge.digest);
    const first = ofJudge.filter(({ repeat }) => repeat === 0);
    const others = at === 0 ? judges.slice(1) : judges.slice(0, 1);
    const figures = [
      ...orderFigures(first),
      figureOf('length_bias', EVERY, 'share', lengthBias(first).longerWinRate, 'answers of one length, or too few'),
      ...retestFigures(ofJudge),
      selfFigure(judge, attributed),
      ...agreementFigures(judge, others, equal),
      ...(at === 0 ? peopleFigures(people) : []),
      ...failureShares(
        scores.filter((row) => row.judge === judge.digest),
        ofJudge,
      ),
    ];
    return figures.map((row) => ({ judge: judge.digest, judge_model: judge.model, ...row }));
  });
}

type Figure = Omit<JudgeRow, 'judge' | 'judge_model'>;
type Unit = 'share' | 'difference of win rates' | 'kappa' | 'alpha';

function orderFigures(first: readonly PairRow[]): Figure[] {
  const armsOf = ({ arm_a, arm_b }: PairRow) => `${arm_a} - ${arm_b}`;
  const groups = [EVERY, ...new Set(first.map(armsOf).toSorted())];
  return groups.flatMap((arm) => {
    const { firstShare, flipRate } = positionBias(first.filter((row) => arm === EVERY || armsOf(row) === arm));
    return [
      figureOf('position_bias', arm, 'share', firstShare, 'too few decided comparisons'),
      figureOf('order_flips', arm, 'share', flipRate, 'too few comparisons in both orders'),
    ];
  });
}

function retestFigures(ofJudge: readonly PairRow[]): Figure[] {
  const { flipRate, noise } = retest(repeatedVerdicts(ofJudge));
  const flips = figureOf('retest_flips', EVERY, 'share', flipRate, 'nothing was judged twice');
  if (noise === null) return [flips, { ...flips, figure: 'retest_noise' }];
  // Noise is never more than the flips it makes: without any flip, these bound it.
  const high = noise.ciHigh === 0 ? flips.ci_high : noise.ciHigh;
  const ends = { estimate: noise.estimate, ci_low: noise.ciLow, ci_high: high };
  return [flips, { ...flips, ...ends, figure: 'retest_noise' }];
}

function selfFigure(judge: IdentifiedJudge, attributed: readonly AttributedPair[]): Figure {
  const own = attributed.filter(({ judgeModel }) => judgeModel === judge.model);
  const neutral = attributed.filter(({ judgeModel, modelA, modelB }) => {
    const families = [modelFamily(modelA), modelFamily(modelB)];
    return judgeModel !== judge.model && !families.includes(modelFamily(judgeModel));
  });
  const { difference } = selfPreference([...own, ...neutral]);
  return figureOf(
    'self_preference',
    EVERY,
    'difference of win rates',
    difference,
    'needs answers of its own family, and judges of neither family or people on the same comparisons',
  );
}

function agreementFigures(
  judge: IdentifiedJudge,
  others: readonly IdentifiedJudge[],
  pairs: readonly PairRow[],
): Figure[] {
  if (others.length === 0) return [];
  const digests = new Set([judge.digest, ...others.map(({ digest }) => digest)]);
  const rows = pairs.flatMap((row) =>
    row.preference === null || row.repeat !== 0 || !digests.has(row.judge)
      ? []
      : [{ item: subjectOf(row), judge: row.judge, value: row.preference, user: row.user }],
  );
  const judged = new Map<string, number>();
  for (const { item } of rows) judged.set(item, (judged.get(item) ?? 0) + 1);
  const shared = rows.filter(({ item }) => (judged.get(item) ?? 0) > 1);
  const estimate = agreementOfJudges(shared, 'ordinal');
  return [figureOf('agreement_between_judges', EVERY, 'alpha', estimate, 'too few comparisons that both saw')];
}

function peopleFigures({ verdicts, units }: PeopleOnPairs): Figure[] {
  const rows = verdicts.map(({ judge, people, user }) => ({ judge, person: people, user, weight: 1 }));
  const { kappa } = agreementWithPeople(rows, VERDICTS, 'linear');
  const shared = units.filter((values) => values.length > 1);
  const alpha = krippendorffAlpha(units, 'ordinal');
  const withPeople = figureOf('agreement_with_people', EVERY, 'kappa', kappa, 'too few labels by people');
  if (alpha === null) return [withPeople];
  const between = {
    figure: 'agreement_between_people',
    arm: EVERY,
    estimate: alpha,
    ci_low: null,
    ci_high: null,
    n_items: shared.length,
    n_users: 0,
    unit: 'alpha',
    refused: null,
  };
  return [withPeople, between];
}

const FAILURES = { invalid_share: 'error', refusal_share: 'refusal', truncated_share: 'truncated' } as const;
const REASONS: Readonly<Record<string, string>> = {
  'judge-invalid': 'error',
  'judge-refusal': 'refusal',
  'judge-truncated': 'truncated',
};

/** Of all answers and pairs that the judge was given. */
function failureShares(scores: readonly ScoreRow[], pairs: readonly PairRow[]): Figure[] {
  const ofScores = scores.flatMap((row) => {
    const outcome = row.outcome === 'scored' ? 'scored' : REASONS[row.outcome_reason ?? ''];
    return outcome === undefined
      ? []
      : [{ key: JSON.stringify([row.item_id, row.arm, row.repeat]), outcome, user: row.user }];
  });
  const ofPairs = pairs.flatMap((row) =>
    row.outcome === 'skipped' ? [] : [{ key: `${subjectOf(row)} ${row.repeat}`, outcome: row.outcome, user: row.user }],
  );
  // A request that is live and in the eval set is answered and judged once.
  const judged = [...new Map([...ofScores, ...ofPairs].map((each) => [each.key, each])).values()];
  return Object.entries(FAILURES).map(([figure, failure]) => {
    const share = clusteredMean(
      judged.map(({ outcome }) => (outcome === failure ? 1 : 0)),
      judged.map(({ user }) => user),
    );
    return figureOf(figure, EVERY, 'share', share, 'nothing was judged');
  });
}

/** Every comparison with the models behind both answers, for every judge. */
function attributedPairs(
  judges: readonly IdentifiedJudge[],
  scores: readonly ScoreRow[],
  pairs: readonly PairRow[],
): AttributedPair[] {
  const modelOf = modelsByAnswer(scores);
  const judgeModels = new Map(judges.map(({ digest, model }) => [digest, model]));
  return judgementsOfAll(judges, pairs).map((row) => ({
    item_id: row.item_id,
    preference: row.preference,
    user: row.user,
    weight: 1,
    judgeModel: judgeModels.get(row.judge) ?? '',
    modelA: modelOf(row, row.arm_a),
    modelB: modelOf(row, row.arm_b),
  }));
}

/** Which model gave an arm's answer to an item; empty where nobody knows. */
export function modelsByAnswer(
  scores: readonly ScoreRow[],
): (row: Pick<PairRow, 'item_id' | 'source'>, arm: string) => string {
  const models = new Map(scores.map((row) => [JSON.stringify([row.source, row.item_id, row.arm]), row.model]));
  return ({ source, item_id }, arm) => models.get(JSON.stringify([source, item_id, arm])) ?? '';
}

function judgementsOfAll(judges: readonly IdentifiedJudge[], pairs: readonly PairRow[]): PairRow[] {
  return judges.flatMap(({ digest }) => judgementsOf(pairs, digest));
}

function subjectOf({ source, item_id, arm_a, arm_b }: PairRow): string {
  return JSON.stringify([source, item_id, arm_a, arm_b]);
}

function figureOf(figure: string, arm: string, unit: Unit, estimate: Estimate | null, nothing: string): Figure {
  const { low, high } = estimate === null ? { low: null, high: null } : endsOf(estimate, unit);
  return {
    figure,
    arm,
    estimate: estimate?.estimate ?? null,
    ci_low: low,
    ci_high: high,
    n_items: estimate?.n ?? 0,
    n_users: estimate?.clusters ?? 0,
    unit,
    refused: estimate === null ? nothing : null,
  };
}

/**
 * The interval, inside what the figure can be. A share of exactly 0 or 1 has no spread to go by; its interval is the exact
 * one (Clopper & Pearson 1934) of as many trials as there are users, which holds however alike a user's items are.
 */
function endsOf({ estimate, ciLow, ciHigh, clusters }: Estimate, unit: Unit): Interval {
  if (unit === 'share' && (estimate === 0 || estimate === 1)) {
    return clopperPearsonInterval(estimate * clusters, clusters);
  }
  const least = unit === 'share' ? 0 : -1;
  return { low: Math.max(least, ciLow), high: Math.min(1, ciHigh) };
}
