import type { Release } from '../../workflows/messages.js';
import type {
  AdaptationRow,
  CourseRow,
  ExposureRow,
  OnsetRow,
  PatternRow,
  ReplayRow,
} from '../adaptation/adaptation-tables.js';
import type { PhraseRow } from '../adaptation/phrase-table.js';
import type { RollbackRow } from '../adaptation/rollback-table.js';
import type { TemplateRow } from '../adaptation/template-table.js';
import { intervalBars, trendChart } from './charts.js';
import { courseSection } from './course-section.js';
import type { ExemplarRow } from './exemplars.js';
import { exposureSection } from './exposure-section.js';
import { figure, pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { badge, dataTable, page, provenanceSection, tile } from './page.js';
import { patternSection } from './release-patterns-section.js';
import { rollbackSection } from './release-rollback-section.js';
import { releaseVerdict } from './release-verdict.js';
import { templateSection } from './template-section.js';
import { uncoveredSection } from './uncovered-section.js';

export interface ReleaseReportContent {
  readonly pipeline: string;
  readonly release: Release;
  /** False while checkpoints are still to come. */
  readonly complete: boolean;
  readonly plannedCheckpointsDays: readonly number[];
  readonly baselineDays: number;
  readonly baselineUsers: number;
  readonly adaptation: readonly AdaptationRow[];
  readonly patterns: readonly PatternRow[];
  readonly templates: readonly TemplateRow[];
  readonly phrases: readonly PhraseRow[];
  /** Once all checkpoints are done. */
  readonly course: readonly CourseRow[];
  readonly onset: readonly OnsetRow[];
  /** Of a release that not everybody got. */
  readonly exposures: readonly ExposureRow[];
  /** Of a rollback: the state before the release that it takes back. */
  readonly rollbacks: readonly RollbackRow[];
  readonly replay: readonly ReplayRow[];
  /** Prompts from where the eval set has next to nothing, at the last checkpoint. */
  readonly exemplars: readonly ExemplarRow[];
  readonly notes: readonly string[];
  readonly provenance: readonly (readonly [string, string])[];
}

const PARTS: Readonly<Record<string, string>> = {
  habits: 'habits: the same users, the same topics, other prompts (the adaptation effect)',
  topics: 'topics: the same users, about other things',
  activity: 'activity: the same users, more or less often',
  arrivals: 'arrivals: newcomers differ from returning users',
  departures: 'departures: the lost differed from returning users',
  mix: 'mix: who asks, and about what (all parts but habits)',
  total: 'total change',
};

/** The report of one release, as one self-contained page. */
export function releasePage(content: ReleaseReportContent): string {
  const { pipeline, release, complete, notes } = content;
  const models = release.modelTo === null ? '' : `${release.modelFrom ?? 'the model before'} → ${release.modelTo}, `;
  const last = content.adaptation.filter(({ part }) => part === 'habits').at(-1);
  const verdict = releaseVerdict(content);
  const body = html`<header>
<h1>${pipeline}: release ${release.releaseId}</h1>
<p class="muted">${models}${release.kind} release${release.promptVersion === undefined ? '' : ` (${release.promptVersion})`} of ${release.deployedAt.replace('.000Z', 'Z')}${release.found === true ? ', found in the traffic: nobody announced it' : ''}</p>
<p>${complete ? badge('complete', 'good') : badge('checkpoints to come', 'warn')} ${verdict[0] ?? ''}</p>
${verdict.slice(1).map((sentence) => html`<p>${sentence}</p>`)}
${release.notes === undefined ? null : html`<p class="muted">Notes of the release: ${release.notes}</p>`}
${notes.map((note) => html`<p class="warn">${note}</p>`)}
</header>
${tiles(content, last)}
${rollbackSection(content.rollbacks)}
${replaySection(content.replay)}
${splitSection(content.adaptation)}
${curveSection(content.adaptation)}
${courseSection(content.course, content.onset)}
${exposureSection(content.exposures)}
${patternSection(content.patterns)}
${templateSection(content.templates, content.phrases, content.adaptation)}
${uncoveredSection(content.exemplars)}
${provenanceSection(content.provenance)}`;
  return page(`${pipeline} release ${release.releaseId}`, body);
}

function tiles({ replay, baselineUsers }: ReleaseReportContent, habits: AdaptationRow | undefined): Html {
  const effect = (cell: string) => replay.find((row) => row.cell === cell);
  const effectTile = (label: string, cell: string, note: string) => {
    const row = effect(cell);
    const interval =
      row === undefined || row.estimate === null
        ? (row?.refused ?? 'not measured')
        : `95 % ${figure(row.ci_low, 'score', true)} to ${figure(row.ci_high, 'score', true)}`;
    return tile(label, figure(row?.estimate ?? null, 'score', true), `${note}; ${interval}`);
  };
  const adaptation = effect('adaptation')?.estimate ?? null;
  const total = effect('total')?.estimate ?? null;
  const share = adaptation === null || total === null || Math.abs(total) < 1e-9 ? null : adaptation / total;
  return html`<div class="tiles">
${effectTile('Model effect', 'model', 'old prompts, new model − old model')}
${effectTile('Adaptation effect', 'adaptation', 'new model, new prompts − old prompts')}
${tile('Share of the gain that is adaptation', share === null || share < 0 || share > 1 ? '–' : figure(share, 'share'), share !== null && (share < 0 || share > 1) ? 'no share: the effects pull in opposite directions or the total is small' : 'adaptation effect / total')}
${tile('Users', figure(habits?.n_returning ?? null, 'count'), `seen before and after, of ${figure(baselineUsers, 'count')} before; ${figure(habits?.n_new ?? null, 'count')} new, ${figure(habits?.n_lost ?? null, 'count')} lost`)}
${tile('Not covered by the eval set', figure(habits?.uncovered_share ?? null, 'share'), 'of the traffic at the last checkpoint')}
</div>`;
}

const CELLS: Readonly<Record<string, string>> = {
  old_pre: 'old model, prompts before',
  new_pre: 'new model, prompts before',
  old_post: 'old model, prompts after',
  new_post: 'new model, prompts after',
  model: 'model effect',
  adaptation: 'adaptation effect',
  interaction: 'interaction',
  total: 'total',
};

function replaySection(replay: readonly ReplayRow[]): Html | null {
  if (replay.length === 0) return null;
  const isEffect = ({ cell }: ReplayRow) => !cell.includes('_');
  const bars = intervalBars(
    replay.map((row) =>
      isEffect(row)
        ? { estimate: row.estimate, low: row.ci_low, high: row.ci_high }
        : { estimate: null, low: null, high: null },
    ),
    'score',
  );
  return html`<section><h2>Model or adaptation? The replay</h2>
${dataTable(
  'Both models answer the prompts from before and after; topics re-weighted to the common mix; judged blind; intervals by users.',
  [
    { title: 'Cell or effect' },
    { title: '', kind: 'plot' },
    { title: 'Score [95 %]', kind: 'number' },
    { title: 'Items', kind: 'number' },
    { title: 'Users', kind: 'number' },
  ],
  replay.map((row, index) => [
    CELLS[row.cell] ?? row.cell,
    isEffect(row) ? (bars[index] ?? '') : '',
    row.refused ?? withInterval(row.estimate, row.ci_low, row.ci_high, 'score', isEffect(row)),
    row.n_items,
    row.n_users,
  ]),
)}</section>`;
}

function splitSection(adaptation: readonly AdaptationRow[]): Html | null {
  const checkpoints = [...new Set(adaptation.map((row) => row.checkpoint_days))];
  if (checkpoints.length === 0) return null;
  const bars = intervalBars(
    adaptation.map((row) => ({ estimate: row.estimate, low: row.ci_low, high: row.ci_high })),
    'plain',
  );
  const rows = adaptation.flatMap((row, index) => {
    const previous = adaptation[index - 1];
    const day = previous?.checkpoint_days === row.checkpoint_days ? '' : `${row.checkpoint_days} d`;
    return [
      [
        day,
        PARTS[row.part] ?? row.part,
        bars[index] ?? '',
        row.refused ?? withInterval(row.estimate, row.ci_low, row.ci_high, 'plain', true),
      ],
    ];
  });
  return html`<section><h2>Who changed the input?</h2>
${dataTable(
  'The change of the mean prompt since the baseline, split into parts that sum to the total (squared distance in feature space, de-biased).',
  [{ title: 'Until' }, { title: 'Part' }, { title: '', kind: 'plot' }, { title: 'Estimate [95 %]', kind: 'number' }],
  rows,
)}</section>`;
}

function curveSection(adaptation: readonly AdaptationRow[]): Html | null {
  const habits = adaptation.filter(({ part }) => part === 'habits');
  if (habits.length === 0) return null;
  const points = habits.map((row) => ({
    label: `${row.checkpoint_days} d`,
    estimate: row.estimate,
    low: row.ci_low,
    high: row.ci_high,
    beside: row.placebo_high,
  }));
  const uncovered = habits.map((row) => ({
    label: `${row.checkpoint_days} d`,
    estimate: row.uncovered_share,
    low: null,
    high: null,
  }));
  return html`<section><h2>The adaptation curve</h2><div class="tiles">
${trendChart('Adaptation effect on the input (habits); dashed: the largest of any placebo date', points, 'plain')}
${trendChart('Share of traffic the eval set lacks', uncovered, 'share')}
</div>
${dataTable(
  'Within-user shift: post − pre of the same users, tested by flipping signs user by user; beyond drift: less what the same users moved over the placebo dates before the release.',
  [
    { title: 'Until' },
    { title: 'Shift', kind: 'number' },
    { title: 'p', kind: 'number' },
    { title: 'Beyond drift', kind: 'number' },
    { title: 'p', kind: 'number' },
    { title: 'Placebo rank', kind: 'number' },
    { title: 'Returning', kind: 'number' },
    { title: 'New', kind: 'number' },
    { title: 'Lost', kind: 'number' },
  ],
  habits.map((row) => [
    `${row.checkpoint_days} d`,
    figure(row.within_user_shift),
    pValue(row.p_value),
    figure(row.excess_shift),
    pValue(row.excess_p_value),
    row.placebo_rank === null ? '–' : `${row.placebo_rank.toFixed(3)} of ${row.placebos}`,
    row.n_returning,
    row.n_new,
    row.n_lost,
  ]),
)}</section>`;
}
