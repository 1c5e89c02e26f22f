import type { DriftRow } from '../drift/drift-tables.js';
import type { SummaryRow } from '../scoring/score-tables.js';
import { chainedSection } from './chained-section.js';
import { figure } from './figures.js';
import { type Html, html } from './html.js';
import { badge, page, provenanceSection, type Tone, tile } from './page.js';
import type { ReportedTrend } from './reported-trend.js';
import type { WeeklyReportContent } from './weekly-content.js';
import {
  accountingSection,
  DIFFERENCES,
  driftSection,
  evalSetSection,
  scoreSection,
  topicSection,
  trendSection,
} from './weekly-sections.js';

const VERDICTS: Readonly<Record<string, { tone: Tone; meaning: string }>> = {
  ship: { tone: 'good', meaning: 'the candidate answers better than production' },
  hold: { tone: 'bad', meaning: 'the candidate answers worse than production' },
  'no-difference': { tone: 'plain', meaning: 'no difference large enough to matter' },
  'no-candidate': { tone: 'plain', meaning: 'no candidate is configured: production alone was scored' },
  'need-n-more': { tone: 'warn', meaning: 'too few scored items to tell the candidate from production' },
};

/** The report of one week, as one self-contained page. */
export function weeklyPage(content: WeeklyReportContent, trend: ReportedTrend): string {
  const { pipeline, week, window, verdict } = content;
  const { tone, meaning } = VERDICTS[verdict] ?? { tone: 'warn' as const, meaning: verdict };
  const body = html`<header>
<h1>${pipeline}: week ${week}</h1>
<p class="muted">${window.start.slice(0, 10)} to ${window.end.slice(0, 10)} (UTC, end excluded)</p>
<p>${badge(verdict, tone)} ${meaning}. ${gateSentence(content)} ${driftSentence(content)}</p>
${content.notes.map((note) => html`<p class="warn">${note}.</p>`)}
</header>
${tiles(content)}
${scoreSection(content)}
${driftSection(content)}
${topicSection(content.topics)}
${evalSetSection(content)}
${chainedSection(trend)}
${trendSection(content.trend)}
${accountingSection(content.accounting)}
${provenanceSection(content.provenance)}`;
  return page(`${pipeline} ${week}: ${verdict}`, body);
}

/** Which gates carry the verdict: one that ships is enough when none holds. */
function gateSentence({ summary }: WeeklyReportContent): string {
  const gates = summary.filter(({ metric, verdict }) => metric in DIFFERENCES && verdict !== '');
  const count = (wanted: string) => gates.filter(({ verdict }) => verdict === wanted).length;
  return gates.length === 0 ? '' : `${count('ship')} of ${gates.length} gates say ship, ${count('hold')} hold.`;
}

function driftSentence({ drift, evalSet }: WeeklyReportContent): string {
  const against = `eval set ${evalSet.comparedVersion}`;
  const alarmed = [...new Set(drift.filter(({ alarm }) => alarm).map(({ reference }) => reference))];
  if (alarmed.length > 0) {
    const names = alarmed.map((reference) => (reference === 'eval-set' ? against : `the ${reference} reference`));
    return `Drift alarm: production has left ${names.join(' and ')}.`;
  }
  const uncovered = uncoveredOf(drift);
  if (uncovered === undefined || uncovered.estimate === null)
    return `No drift alarm; ${against} against production: ${uncovered?.refused ?? 'not measured'}.`;
  return `No drift alarm; ${against} lacks about ${figure(shareFound(uncovered), 'share')} of this week's traffic.`;
}

function uncoveredOf(drift: readonly DriftRow[]): DriftRow | undefined {
  return drift.find(({ reference, statistic }) => reference === 'eval-set' && statistic === 'uncovered_mass');
}

/** De-biased shares may come out below zero; a page for people says that none was found. The table keeps the estimate. */
function shareFound(row: DriftRow | undefined): number | null {
  return row === undefined || row.estimate === null ? null : Math.max(0, row.estimate);
}

function tiles({ summary, drift, costUsd, requests, evalSet }: WeeklyReportContent): Html {
  const gap = summary.find(({ metric }) => metric === 'generalisation_gap');
  const gate = summary.find(
    ({ metric, arm, slice }) => metric === 'score_difference' && arm === 'candidate - production' && slice === 'live',
  );
  const uncovered = uncoveredOf(drift);
  const interval = (row: SummaryRow | undefined) =>
    row === undefined || row.estimate === null
      ? (row?.verdict ?? 'not measured')
      : `95 % interval ${figure(row.ci_low, 'score', true)} to ${figure(row.ci_high, 'score', true)}`;
  return html`<div class="tiles">
${tile('Generalisation gap', figure(gap?.estimate ?? null, 'score', true), `eval set − live; ${interval(gap)}`)}
${tile('Candidate − production', figure(gate?.estimate ?? null, 'score', true), `live traffic; ${interval(gate)}`, toneOfRow(gate))}
${tile('Not covered by the eval set', figure(shareFound(uncovered), 'share'), uncovered?.refused ?? `interval ${figure(uncovered?.ci_low, 'share')} to ${figure(uncovered?.ci_high, 'share')}`, uncovered?.alarm === true ? 'bad' : 'plain')}
${tile('Effective eval items', figure(evalSet.version.effectiveSampleSize, 'count'), `of ${figure(evalSet.version.items, 'count')} items, version ${evalSet.version.version}`)}
${tile('Traffic', figure(requests.distinct, 'count'), `requests; ${figure(requests.sampled, 'count')} sampled, ${figure(requests.users, 'count')} users`)}
${tile('Cost of the scores', figure(costUsd, 'usd'), 'answers and judgements, whenever they were paid')}
</div>`;
}

function toneOfRow(row: SummaryRow | undefined): Tone {
  if (row === undefined || row.ci_low === null || row.ci_high === null) return 'plain';
  if (row.ci_low > 0) return 'good';
  return row.ci_high < 0 ? 'bad' : 'plain';
}
