import { describe, expect, it } from 'vitest';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';
import { PipelineFileError, problemText } from '../../activities/pipeline/pipeline-problem.js';

const VALID = `name: chat
storage:
  bucket: my-bucket
traffic:
  prefix: logs/
scoring:
  judge:
    model: claude-opus-5
`;

function problemsOf(yaml: string | Uint8Array): string[] {
  try {
    parsePipeline(yaml, 'p.yaml');
  } catch (error) {
    if (error instanceof PipelineFileError) return error.problems.map(problemText);
    throw error;
  }
  return [];
}

describe('a pipeline file', () => {
  it('needs only what has no default', () => {
    const config = parsePipeline(VALID, 'p.yaml');
    expect(config.sample.size).toBe(2000);
    expect(config.scoring.production.model).toBe('auto');
    expect(config.adaptation.checkpointsDays).toEqual([1, 3, 7, 14, 28]);
  });

  it.each([
    [
      'a number is text',
      'sample: { size: many }',
      'p.yaml:9:17: sample.size: found "many"; allowed: a whole number above 0',
    ],
    [
      'a number is out of range',
      'drift:\n  level: 0.7',
      'p.yaml:10:10: drift.level: found 0.7; allowed: a number above 0 and below 0.5',
    ],
    [
      'a share is above one',
      'evalSet:\n  newShare: 2',
      'p.yaml:10:13: evalSet.newShare: found 2; allowed: a number from 0 to 1',
    ],
    [
      'a choice is unknown',
      'schedule:\n  dayOfWeek: Funday',
      'p.yaml:10:14: schedule.dayOfWeek: found "Funday"; allowed: one of monday, tuesday, wednesday, thursday, friday, saturday, sunday',
    ],
    [
      'a list is a value',
      'sample:\n  strata: route',
      'p.yaml:10:11: sample.strata: found "route"; allowed: a list of at most 5 entries, each one of route, model, language, topic, turn-depth',
    ],
    [
      'an entry of a list is wrong',
      'sample:\n  strata:\n    - colour',
      'p.yaml:11:7: sample.strata[0]: found "colour"; allowed: one of route, model, language, topic, turn-depth',
    ],
    [
      'a section is empty',
      'drift:',
      'p.yaml:9:7: drift: found nothing (the key is empty); allowed: a section with level, permutations, weightCap, minUsers, minimumEffect, topics, topicNames',
    ],
    ['a section is a value', 'notify: yes', 'p.yaml:9:9: notify: found "yes"; allowed: a section with webhookEnv'],
    ['a key has a typo', 'sample:\n  sise: 10', 'p.yaml:10:3: sample.sise: unknown key; did you mean size?'],
    ['a section has a typo', 'evalset:\n  size: 10', 'p.yaml:9:1: evalset: unknown key; did you mean evalSet?'],
    [
      'a key lost its indentation',
      'liveItems: 10',
      'p.yaml:9:1: liveItems: unknown key here; it belongs under scoring',
    ],
    [
      'a key is like no other',
      'colourfulness: 10',
      'p.yaml:9:1: colourfulness: unknown key; allowed here: name, storage, traffic, sample, evalSet, embedding, drift, scoring, adaptation, schedule, notify',
    ],
    [
      'checkpoints go back',
      'adaptation:\n  checkpointsDays: [3, 1]',
      'p.yaml:10:20: adaptation.checkpointsDays: each checkpoint must be later than the one before it, such as [1, 3, 7, 14, 28]',
    ],
    [
      'shares add up to more than one',
      'evalSet:\n  anchorShare: 0.9\n  newShare: 0.5',
      'p.yaml:11:13: evalSet.newShare: anchorShare and newShare together are above 1; lower one of them',
    ],
    ['a key stands twice', 'name: other', 'p.yaml:9:1: this key stands here a second time; keep one of them'],
    ['a tab indents', 'sample:\n\tsize: 1', 'p.yaml:10:1: found a tab in the indentation; YAML allows spaces only'],
    [
      'a bracket stays open',
      'sample: { size: 1',
      'p.yaml:10:1: the indentation does not fit the lines above; keys of one section start in one column',
    ],
    [
      'a bracket closes twice',
      'sample: { size: 1 }}',
      'p.yaml:9:20: not well-formed YAML: Unexpected flow-map-end token in YAML stream: "}"',
    ],
    ['a second document follows', '---\nname: x', 'p.yaml:9:1: a second document starts here (---); the file has one'],
    [
      'a tag asks for code',
      'sample: !!js/function x',
      'p.yaml:9:9: found a tag (!name); only plain values are allowed',
    ],
  ])('says file, line, key, what was found and what is allowed when %s', (_case, extra, expected) => {
    expect(problemsOf(`${VALID}${extra}\n`)).toContain(expected);
  });

  it('names what is missing by the line of the section around it', () => {
    const problems = problemsOf(VALID.replace('  bucket: my-bucket', '  prefix: x'));
    expect(problems).toEqual([
      'p.yaml:2:1: storage.bucket: is missing (bucket for everything Tidemark writes); allowed: text of at least 3 characters',
    ]);
  });

  it('tells every problem at once, from top to bottom', () => {
    const lines = problemsOf(`${VALID.replace('chat', 'My Chat')}sample:\n  size: -1\n  perUserCap: x\nfoo: 1\n`);
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['name:', 'sample.size:', 'sample.perUserCap:', 'foo:']);
  });

  it('suggests quotes where text was read as a number', () => {
    expect(problemsOf(VALID.replace('prefix: logs/', 'prefix: 2026'))).toEqual([
      'p.yaml:5:11: traffic.prefix: found 2026; allowed: text; put it in quotes if it is text',
    ]);
  });

  it.each([
    ['the key says so', 'apiKey: abc'],
    ['the key says so in capitals', 'ANTHROPIC_API_KEY: abc'],
    ['the key is nested', 'scoring2:\n  aws_secret_access_key: abc'],
    ['the value looks like it', `notify:\n  webhookEnv: sk-ant-REDACTED-0123456789abcdef`],
    ['a webhook address stands for its variable', 'notify:\n  webhookEnv: https://hooks.example.com/T0/B0/abc'],
  ])('refuses a secret, with advice and without repeating it, when %s', (_case, extra) => {
    const problems = problemsOf(`${VALID}${extra}\n`).join('\n');
    expect(problems).toContain('secrets never stand in this file');
    expect(problems).not.toMatch(/found "?(abc|sk-ant|https)/);
    expect(problems).not.toContain('REDACTED');
  });

  it('does not take a token limit for a secret', () => {
    const config = parsePipeline(`${VALID}    maxTokens: 100\n`, 'p.yaml');
    expect(config.scoring.judge.maxTokens).toBe(100);
  });

  it('shows hostile text without its control characters', () => {
    const [line = ''] = problemsOf(VALID.replace('chat', '"a\\e[31mb"'));
    expect(line).toContain('name: found');
    expect(line).not.toContain('\u001b');
  });

  it.each([
    ['nothing', '', 'the file is empty'],
    ['only comments', '# nothing\n', 'the file is empty'],
    ['a list', '- a\n', 'found no section; the file must start with keys such as "name:" and "storage:"'],
    [
      'bytes that are not UTF-8',
      Uint8Array.of(0x6e, 0xff, 0xfe),
      'found bytes that are not UTF-8; save the file as UTF-8 text',
    ],
    ['more than a person writes', `# ${'x'.repeat(300_000)}`, 'found 293 KiB; the file may have at most 256 KiB'],
    ['an alias', 'a: &x 1\nb: *x\n', 'found an alias (*name); write the value out'],
  ])('refuses %s', (_case, content, message) => {
    expect(problemsOf(content)).toEqual([`p.yaml:1:1: ${message}`]);
  });
});
