import { describe, expect, it } from 'vitest';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';
import { PipelineFileError, problemText } from '../../activities/pipeline/pipeline-problem.js';

const yamlWith = (judge: string) => `name: chat
storage:
  bucket: my-bucket
traffic:
  prefix: logs/
scoring:
  judge:
    model: claude-opus-5
${judge}`;

const RUBRIC = 'A good answer names the law it rests on and the day it was checked.';

function readerOf(files: Readonly<Record<string, string>>) {
  return (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new Error('there is no such file');
    return text;
  };
}

function problemsOf(judge: string, files: Readonly<Record<string, string>>): string[] {
  try {
    parsePipeline(yamlWith(judge), 'conf/p.yaml', readerOf(files));
  } catch (error) {
    if (error instanceof PipelineFileError) return error.problems.map(problemText);
    throw error;
  }
  return [];
}

describe('a rubric in a file of its own', () => {
  it('as plain text is the rubric', () => {
    const files = readerOf({ 'rubrics/law.md': `# Law\n\n${RUBRIC}\n` });
    const { judge } = parsePipeline(yamlWith('    rubricFile: rubrics/law.md\n'), 'p.yaml', files).scoring;
    expect(judge).toMatchObject({ rubric: `# Law\n\n${RUBRIC}`, criteria: [] });
    expect(judge).not.toHaveProperty('rubricFile');
  });

  it('as YAML gives rubric and criteria', () => {
    const text = `rubric: ${RUBRIC}\ncriteria:\n  - name: basis\n    question: Does it name the law?\n    scale: [no, yes]\n`;
    const { judge } = parsePipeline(
      yamlWith('    rubricFile: law.yaml\n'),
      'p.yaml',
      readerOf({ 'law.yaml': text }),
    ).scoring;
    expect(judge.rubric).toBe(RUBRIC);
    expect(judge.criteria).toEqual([
      { name: 'basis', question: 'Does it name the law?', scale: ['no', 'yes'], weight: 1 },
    ]);
  });

  it('serves further judges too', () => {
    const other = '  otherJudges:\n    - model: claude-haiku-5-5\n      rubricFile: law.txt\n';
    const { otherJudges } = parsePipeline(yamlWith(other), 'p.yaml', readerOf({ 'law.txt': RUBRIC })).scoring;
    expect(otherJudges[0]?.rubric).toBe(RUBRIC);
  });

  it.each([
    ['is not there', 'law.yaml', {}, ['conf/p.yaml:9:17: scoring.judge.rubricFile: law.yaml: there is no such file']],
    [
      'has criteria without a scale',
      'law.yaml',
      { 'law.yaml': `rubric: ${RUBRIC}\ncriteria:\n  - name: basis\n    question: Does it name the law?\n` },
      [
        'conf/law.yaml:3:5: criteria[0].scale: is missing (what each score means, worst first, such as [wrong, partly right, right]); allowed: a list of 2 to 10 entries, each text that is not empty',
      ],
    ],
    [
      'has a key that means nothing',
      'law.yaml',
      { 'law.yaml': `rubric: ${RUBRIC}\ncriterion: []\n` },
      ['conf/law.yaml:2:1: criterion: unknown key; did you mean criteria?'],
    ],
    [
      'has a scale that says one thing twice',
      'law.yaml',
      {
        'law.yaml': `rubric: ${RUBRIC}\ncriteria:\n  - { name: basis, question: Does it?, scale: [good, good] }\n`,
      },
      ['conf/law.yaml:3:47: criteria[0].scale: two levels of the scale have the same words'],
    ],
    [
      'is not well-formed YAML',
      'law.yaml',
      { 'law.yaml': 'rubric:\n\t- x\n' },
      ['conf/law.yaml:2:1: found a tab in the indentation; YAML allows spaces only'],
    ],
    [
      'has no section',
      'law.yml',
      { 'law.yml': RUBRIC },
      ['conf/law.yml:1:1: found no section; the file must start with keys such as "rubric:" and "criteria:"'],
    ],
    [
      'says nothing',
      'law.md',
      { 'law.md': '  \n' },
      ['conf/law.md:1:1: found less than 20 characters; a rubric says what a good answer is'],
    ],
  ])('that %s is refused in a line', (_name, file, files, problems) => {
    expect(problemsOf(`    rubricFile: ${file}\n`, files)).toEqual(problems);
  });

  it('beside a rubric is one too many', () => {
    expect(problemsOf(`    rubricFile: law.md\n    rubric: ${RUBRIC}\n`, { 'law.md': RUBRIC })).toEqual([
      'conf/p.yaml:9:17: scoring.judge.rubricFile: the file and rubric both say what counts; keep one of them',
    ]);
  });
});
