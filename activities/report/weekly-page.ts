import type { DriftRow } from '../drift/drift-tables.js';
import { gatedCandidate } from '../scoring/candidate-gates.js';
import type { SummaryRow } from '../scoring/score-tables.js';
import { chainedSection } from './chained-section.js';
import { figure } from './figures.js';
import { type Html, html } from './html.js';
import { judgeSection } from './judge-section.js';
import { monitorLine, monitorSection } from './monitor-section.js';
import { noiseFloorOf } from './noise-floor.js';
import { outcomeSection } from './outcome-section.js';
import { badge, page, provenanceSection, type Tone, tile } from './page.js';
import type { ReportedTrend } from './reported-trend.js';
import { scoreSection } from './score-section.js';
import type { WeeklyReportContent } from './weekly-content.js';
import { accountingSection, driftSection, evalSetSection, trendSection } from './weekly-sections.js';
import { whatMovedSection } from './what-moved-section.js';

const VERDICTS: Readonly<Record<string, { tone: Tone; meaning: string }>> = {
  ship: { tone: 'good', meaning: 'it answers better than production' },
  hold: { tone: 'bad', meaning: 'it answers worse than production' },
  'no-difference': { tone: 'plain', meaning: 'no difference large enough to matter' },
  'no-candidate': { tone: 'plain', meaning: 'no candidate is configured: production alone was scored' },
  'need-n-more': { tone: 'warn', meaning: 'too few scored items to tell it from production' },
};

/** The report of one week, as one self-contained page. */
export function weeklyPage(content: WeeklyReportContent, trend: ReportedTrend): string {
  const { pipeline, week, window, verdict } = content;
  const watch = monitorLine(content.monitor);
  const body = html`<header>
<h1>${pipeline}: week ${week}</h1>
<p class="muted">${window.start.slice(0, 10)} to ${window.end.slice(0, 10)} (UTC, end excluded)</p>
${verdictLines(content)}
<p>${driftSentence(content)}</p>
${watch === null ? null : html`<p${content.monitor.at(-1)?.alarm === true ? html` class="bad"` : null}>${watch}</p>`}
${content.notes.map((note) => html`<p class="warn">${note}.</p>`)}
</header>
${tiles(content)}
${scoreSection(content)}
${outcomeSection(content.outcomes)}
${judgeSection(content.judges)}
${monitorSection(content.monitor)}
${driftSection(content)}
${whatMovedSection(content.topics, content.exemplars, content.topicNames)}
${evalSetSection(content)}
${chainedSection(trend)}
${trendSection(content.trend)}
${accountingSection(content.accounting)}
${provenanceSection(content.provenance)}`;
  return page(`${pipeline} ${week}: ${verdict}`, body);
}

/** The verdict of every candidate; without one, of the run. */
function verdictLines({ candidates, verdict, summary }: WeeklyReportContent): Html {
  if (candidates.length === 0) return verdictLine(verdict, '', '');
  return html`${candidates.map(({ arm, model, verdict: own }) => {
    const name = model === '' ? arm : `${arm} (${model})`;
    return verdictLine(own, `${name}: `, gateSentence(summary.filter((row) => gatedCandidate(row) === arm)));
  })}`;
}

function verdictLine(verdict: string, name: string, gates: string): Html {
  const { tone, meaning } = VERDICTS[verdict] ?? { tone: 'warn' as const, meaning: verdict };
  return html`<p>${badge(verdict.startsWith('refused') ? 'refused' : verdict, tone)} ${name}${meaning}. ${gates}</p>\n`;
}

/** Which gates carry the verdict: one that ships is enough when none holds. */
function gateSentence(gates: readonly SummaryRow[]): string {
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
  const noise = noiseFloorOf(summary, 'score_difference');
  const interval = (row: SummaryRow | undefined) =>
    row === undefined || row.estimate === null
      ? (row?.verdict ?? 'not measured')
      : `95 % interval ${figure(row.ci_low, 'score', true)} to ${figure(row.ci_high, 'score', true)}`;
  return html`<div class="tiles">
${tile('Generalisation gap', figure(gap?.estimate ?? null, 'score', true), `eval set − live; ${interval(gap)}`)}
${tile('Candidate − production', figure(gate?.estimate ?? null, 'score', true), `live traffic; ${interval(gate)}`, toneOfRow(gate))}
${tile('Noise floor (A/A)', figure(noise?.row.estimate ?? null, 'score', true), noise === null ? 'not measured' : `control − production; ${interval(noise.row)}`)}
${tile('Not covered by the eval set', figure(shareFound(uncovered), 'share'), uncovered === undefined ? 'not measured' : (uncovered.refused ?? `interval ${figure(uncovered.ci_low, 'share')} to ${figure(uncovered.ci_high, 'share')}`), uncovered?.alarm === true ? 'bad' : 'plain')}
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
