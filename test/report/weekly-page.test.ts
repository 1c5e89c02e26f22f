import { beforeAll, describe, expect, it } from 'vitest';
import { summaryTable } from '../../activities/scoring/score-tables.js';
import { monitorTable, outcomesTable } from '../../activities/scoring/trust-tables.js';
import { decodeTable } from '../../activities/storage/arrow-table.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { reportScoredWeek, scoredReportKey } from './scored-week.js';

const WEEKS = ['2026-W36', '2026-W37', '2026-W38', '2026-W39', '2026-W40'];
const [LAST = ''] = WEEKS.slice(-1);

let store: MemoryObjectStore;
const bytesOf = (file: string, week = LAST) => {
  const bytes = store.objects.get(scoredReportKey(week, file));
  if (bytes === undefined) throw new Error(`${file} of ${week} is missing`);
  return bytes;
};
const page = (week = LAST) => Buffer.from(bytesOf('report.html', week)).toString('utf8');
/** The text of a section, without markup. */
const section = (title: string, week = LAST) => {
  const part = page(week)
    .split('<section>')
    .find((each) => each.startsWith(`<h2>${title}`));
  return (part ?? '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
};

beforeAll(async () => {
  store = new MemoryObjectStore();
  for (const week of WEEKS) {
    const effects =
      week === '2026-W36' ? { candidate: 0.005, 'candidate-2': 0 } : { candidate: 0.1, 'candidate-2': -0.1 };
    await reportScoredWeek(store, week, week === LAST ? { effects, labels: 60 } : { effects });
  }
});

describe('the head of the page', () => {
  it('gives every candidate its verdict', () => {
    expect(page()).toMatch(
      /ship<\/span> candidate \(claude-opus-5-5\): it answers better than production\. 4 of 4 gates/,
    );
    expect(page()).toMatch(/hold<\/span> candidate-2 \(gpt-tide-3\): it answers worse than production\./);
  });

  it('says in one line whether production’s score has fallen', () => {
    expect(page()).toMatch(
      /<p>No sign that production’s live score has fallen under 0\.5\d\d \(evidence [\d.]+ of 20\)\.<\/p>/,
    );
    expect(page('2026-W37')).toContain('gathers its baseline: week 2 of 4.');
  });

  it('shows the noise floor beside the difference', () => {
    expect(page()).toContain('Noise floor (A/A)');
  });
});

describe('the section of scores', () => {
  it('has the A/A interval in the row of every gate, and that of no other figure', () => {
    const summary = decodeTable(summaryTable, bytesOf('summary.arrow'));
    const noise = summary.find(({ metric, arm }) => metric === 'score_difference' && arm === 'control - production');
    const interval = `[${noise?.ci_low?.toFixed(3).replace('-', '−')}, +${noise?.ci_high?.toFixed(3)}]`;
    const rows = page()
      .split('<tr>')
      .filter((row) => row.includes(interval));
    expect(rows.map((row) => /<td class="name">([^<]*)/.exec(row)?.[1])).toEqual([
      'candidate - production',
      'candidate - control',
      'candidate-2 - production',
      'candidate-2 - control',
      'control - production',
    ]);
  });

  it('says in words when a difference is within the noise floor', () => {
    expect(section('Shadow scores', '2026-W36')).toMatch(
      /candidate - production, score, live: [+−]0\.\d{3} is within the noise floor\./,
    );
    expect(section('Shadow scores')).not.toMatch(
      /candidate - production, score, live: [^.]* is within the noise floor/,
    );
  });

  it('says what is missing where a gate cannot tell', () => {
    expect(section('Shadow scores', '2026-W36')).toMatch(/[\d,]+ more users with [\d,]+ items/);
  });

  it('has the second opinions: length, and people where they were asked', () => {
    expect(section('Shadow scores')).toContain('win rate at equal length');
    expect(section('Shadow scores')).toMatch(/wins − losses, calibrated with people \+0\.\d{3} \[[^\]]*\] \d+ 60/);
    expect(section('Shadow scores', '2026-W39')).not.toContain('calibrated with people ');
  });

  it('has the slices by topic, stratum and language', () => {
    expect(section('Shadow scores')).toMatch(/topic:0 .* stratum:chat .* language:de /);
  });
});

it('what has no score is counted, and says why', () => {
  const outcomes = decodeTable(outcomesTable, bytesOf('outcomes.arrow'));
  const row = outcomes.find(
    ({ arm, source, outcome }) => arm === 'candidate' && source === 'live' && outcome === 'skipped',
  );
  const why = 'its text alone cannot repeat the call (images, tool calls)';
  expect(section('What has no score')).toContain(`candidate live ${why} ${row?.n_items} ${row?.n_users}`);
});

describe('the section of judges', () => {
  it('has a table for each judge, the one that counts first', () => {
    expect(section('How far the judge')).toMatch(
      /claude-haiku-5-5 \([0-9a-f]{12}\), whose scores count: .* gpt-judge-2 \([0-9a-f]{12}\), beside it on some of the items:/,
    );
  });

  it('says why a figure is missing', () => {
    expect(section('How far the judge')).toContain('needs answers of its own family');
    expect(section('How far the judge', '2026-W39')).toContain('too few labels by people');
    expect(section('How far the judge')).toMatch(/agreement with people \(kappa\) 0\.\d+ \[/);
  });
});

it('the watch has a row for every reported week', () => {
  const rows = decodeTable(monitorTable, bytesOf('monitor.arrow'));
  expect(rows.map(({ week, phase }) => `${week} ${phase}`)).toEqual([
    '2026-W36 baseline',
    '2026-W37 baseline',
    '2026-W38 baseline',
    '2026-W39 baseline',
    '2026-W40 watched',
  ]);
});

it('the manifest names every candidate with its verdict, the judges, and how many labels went in', () => {
  expect(JSON.parse(Buffer.from(bytesOf('manifest.json')).toString('utf8'))).toMatchObject({
    verdict: 'ship',
    candidates: [
      { arm: 'candidate', model: 'claude-opus-5-5', verdict: 'ship' },
      { arm: 'candidate-2', model: 'gpt-tide-3', verdict: 'hold' },
    ],
    labels: 60,
    judges: [expect.any(String), expect.any(String)],
  });
});

it('a rerun writes the same bytes', async () => {
  const before = new Map(store.objects);
  const effects = { candidate: 0.1, 'candidate-2': -0.1 };
  await reportScoredWeek(store, LAST, { effects, labels: 60 }, 'r2');
  const changed = [...before].filter(([key, bytes]) => {
    const now = store.objects.get(key);
    return key.includes('/reports/') && (now === undefined || Buffer.compare(now, bytes) !== 0);
  });
  expect(changed.map(([key]) => key)).toEqual([]);
});
