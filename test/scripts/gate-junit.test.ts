import { describe, expect, it } from 'vitest';
import type { SummaryRow } from '../../activities/scoring/score-tables.js';
import { summaryRow } from '../../activities/scoring/summary-draft.js';
import { gateJunit } from '../../scripts/clients/gate-junit.js';
import { passes } from '../../scripts/clients/gate-outcome.js';
import type { GateReport } from '../../scripts/clients/gate-report.js';
import { elementsOf, parseXml } from '../support/strict-xml.js';

function gate(slice: string, verdict: string, figures: Partial<SummaryRow> = {}): SummaryRow {
  const place = { metric: 'score_difference', arm: 'candidate - production', slice, unit: 'score' };
  const estimate = verdict.startsWith('refused')
    ? {}
    : { estimate: 0.1, ci_low: 0.05, ci_high: 0.15, p_adjusted: 0.01 };
  return summaryRow(place, { items: 90, users: 30 }, { ...estimate, verdict, ...figures });
}

function report(gates: readonly SummaryRow[], verdict: string, more: Partial<GateReport> = {}): GateReport {
  return {
    pipeline: 'shop',
    week: '2026-W40',
    uri: 's3://bucket/reports/weekly/2026-W40/',
    softwareVersion: '0.1.0',
    candidate: { arm: 'candidate', model: 'model-b' },
    verdict,
    gates,
    ...more,
  };
}

it.each([
  ['ship', true, true],
  ['hold', false, false],
  ['no-difference', false, true],
  ['need-n-more', false, true],
  ['refused: 3 users, 20 are needed', false, true],
])('%s passes where ship is required: %s, and where no harm is: %s', (verdict, ship, noHarm) => {
  expect([passes(verdict, 'ship'), passes(verdict, 'no-harm')]).toEqual([ship, noHarm]);
});

describe('JUnit XML', () => {
  const gates = [
    gate('live', 'ship'),
    gate('eval-set', 'need-n-more', { needed_users: 12, needed_items: 36 }),
    gate('other', 'refused: 3 users, 20 are needed'),
    gate('worse', 'hold'),
  ];

  it('has one test case per gate and one for the verdict, and its counts agree', () => {
    const root = parseXml(gateJunit(report(gates, 'hold'), 'ship'));
    const cases = elementsOf(root, 'testcase');
    expect(cases.map(({ attributes }) => attributes['name'])).toEqual([
      'verdict (--require ship)',
      'score_difference, live',
      'score_difference, eval-set',
      'score_difference, other',
      'score_difference, worse',
    ]);
    expect(cases.map(({ children }) => children[0]?.name)).toEqual([
      'failure',
      'system-out',
      'skipped',
      'skipped',
      'failure',
    ]);
    for (const suite of [root, ...elementsOf(root, 'testsuite')]) {
      expect(suite.attributes).toMatchObject({ tests: '5', failures: '2', errors: '0', skipped: '2' });
    }
  });

  it('tells what is missing and what was found', () => {
    const messages = elementsOf(parseXml(gateJunit(report(gates, 'hold'), 'ship')), 'skipped');
    expect(messages[0]?.attributes['message']).toContain('12 more users with 36 items are needed');
    expect(messages[1]?.attributes['message']).toBe('refused: 3 users, 20 are needed');
  });

  it.each(['ship', 'no-harm'] as const)(
    'fails the verdict exactly when the exit code is 3, requiring %s',
    (requirement) => {
      for (const verdict of ['ship', 'hold', 'no-difference', 'need-n-more']) {
        const [first] = elementsOf(parseXml(gateJunit(report([], verdict), requirement)), 'testcase');
        expect(first?.children[0]?.name === 'failure').toBe(!passes(verdict, requirement));
      }
    },
  );

  it('holds whatever a model is called', () => {
    const model = '<&"\'>]]>\u0000\u001b[2J\ud800 model';
    const root = parseXml(gateJunit(report(gates, 'ship', { candidate: { arm: 'candidate', model } }), 'ship'));
    const property = elementsOf(root, 'property').find(({ attributes }) => attributes['name'] === 'model');
    expect(property?.attributes['value']).toBe('<&"\'>]]>\ufffd\ufffd[2J\ufffd model');
  });
});

describe('the parser of these tests', () => {
  it.each([
    ['<a>', 'root'],
    ['<a></b>', 'closes'],
    ['<a x="1" x="2"/>', 'twice'],
    ['<a>&nbsp;</a>', 'entity'],
    ['<a x="<"/>', 'well-formed'],
    ['<a/><b/>', 'root'],
    ['<a>\u0001</a>', 'forbidden'],
  ])('refuses %s', (body, reason) => {
    expect(() => parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`)).toThrow(reason);
  });
});
