import { describe, expect, it } from 'vitest';
import type { TopicNameRow, TopicRow } from '../../activities/drift/drift-tables.js';
import { withExemplarsOf } from '../../activities/report/exemplars.js';
import { whatMovedSection } from '../../activities/report/what-moved-section.js';

function topic(fields: Partial<TopicRow>): TopicRow {
  return {
    topic: 0,
    label: 'invoice, tax, receipt',
    is_mapped: true,
    share_reference: 0.2,
    share_current: 0.3,
    difference: 0.1,
    ci_low: 0.05,
    ci_high: 0.15,
    p_adjusted: 0.001,
    contribution: 0.004,
    users: 40,
    terms: 'invoice tax receipt',
    state: 'grown',
    exemplars: '[]',
    ...fields,
  };
}

function topicName(fields: Partial<TopicNameRow>): TopicNameRow {
  return {
    topic: 0,
    label: 'invoice, tax, receipt',
    topic_name: 'Invoices',
    topic_description: 'People ask how to write invoices.',
    state: 'named',
    topic_name_precision: 0.92,
    topic_name_precision_low: 0.75,
    topic_name_precision_high: 0.98,
    topic_name_recall: 0.88,
    topic_name_recall_low: 0.7,
    topic_name_recall_high: 0.96,
    n_users_shown: 12,
    n_users_asked: 48,
    proposed_name: 'Invoices',
    model: 'namer',
    ...fields,
  };
}

const exemplar = (number: number, prompt: string, of = 0) => ({
  exemplar: number,
  topic: of,
  user: `u_${number}`,
  request_id: `r${number}`,
  prompt,
});

const markup = (...args: Parameters<typeof whatMovedSection>) => whatMovedSection(...args)?.markup ?? '';

describe('what moved', () => {
  it('says nothing without topics', () => {
    expect(whatMovedSection([], [])).toBeNull();
  });

  it('shows new topics apart from those of the map, with their terms and users', () => {
    const fresh = topic({ topic: 1, label: 'solar', is_mapped: false, contribution: null, users: 17, state: 'new' });
    const page = markup([topic({}), fresh], []);
    expect(page.indexOf('New topics')).toBeLessThan(page.indexOf('Topics of the frozen map'));
    expect(page).toContain('17');
    expect(markup([topic({})], [])).not.toContain('New topics');
  });

  it('escapes the prompts it shows', () => {
    const page = markup([topic({})], [exemplar(0, '<script>alert(1)</script> "why"')]);
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('loses exactly the prompts that its table no longer holds', () => {
    const rows = [exemplar(0, 'how do I file <this> tax form?'), exemplar(1, 'where is my receipt?')];
    const page = markup([topic({})], rows);
    const left = withExemplarsOf(page, rows.slice(1));
    expect(left).not.toContain('tax form');
    expect(left).toContain('where is my receipt?');
    expect(withExemplarsOf(page, rows)).toBe(page);
  });

  it('shows a name with its measured precision, escaped', () => {
    const page = markup([topic({})], [], [topicName({ topic_name: '<b>Invoices</b>' })]);
    expect(page).toContain('&lt;b&gt;Invoices&lt;/b&gt;');
    expect(page).toContain('92.0 % [75.0, 98.0]');
  });

  it('does not show a name that its test did not bear out', () => {
    const unproven = topicName({ topic_name: null, topic_description: null, state: 'imprecise' });
    const page = markup([topic({})], [], [unproven]);
    expect(page).toBe(markup([topic({})], []));
    expect(page).toContain('invoice, tax, receipt');
  });
});
