import { writeFile } from 'node:fs/promises';
import { Refusal } from '../../activities/refusal.js';
import type { SummaryRow } from '../../activities/scoring/score-tables.js';
import { gateFigures, gateName, passes, type Requirement } from './gate-outcome.js';
import type { GateReport } from './gate-report.js';

/** A test case of JUnit's XML, as CI systems read it. */
interface TestCase {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'skipped';
  readonly message: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * The gates as JUnit XML: one test case per gate, and one for the verdict, which fails exactly when the command's exit
 * code is 3. A gate fails when it says hold, and is skipped when it cannot say anything yet: one gate that ships is enough
 * when none holds.
 */
export function gateJunit(report: GateReport, requirement: Requirement): string {
  const { pipeline, week, candidate, verdict, gates, uri } = report;
  const hasPassed = passes(verdict, requirement);
  const cases: TestCase[] = [
    {
      name: `verdict (--require ${requirement})`,
      outcome: hasPassed ? 'passed' : 'failure',
      message: `the verdict is ${verdict}`,
    },
    ...gates.map((row) => ({ name: gateName(row), outcome: outcomeOf(row), message: messageOf(row) })),
  ];
  const name = `tidemark.${pipeline}.${candidate.arm}`;
  const count = (outcome: TestCase['outcome']) => cases.filter((each) => each.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}" time="0"`;
  const properties = Object.entries({ week, model: candidate.model, verdict, report: uri });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tidemark gate" ${counts}>`,
    `  <testsuite name="${escaped(`${name} ${week}`)}" ${counts}>`,
    '    <properties>',
    ...properties.map(([key, value]) => `      <property name="${key}" value="${escaped(value)}"/>`),
    '    </properties>',
    ...cases.flatMap((each) => caseLines(name, each)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** @throws {Refusal} `BadInput` when the file cannot be written */
export async function writeJunit(file: string, xml: string): Promise<void> {
  try {
    await writeFile(file, xml);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const reason = code === 'ENOENT' ? 'there is no such folder' : `cannot be written (${code})`;
    throw new Refusal('BadInput', `${file}: ${reason}; name another file for --junit`, { cause: error });
  }
}

function caseLines(suite: string, { name, outcome, message }: TestCase): string[] {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}" time="0"`;
  if (outcome === 'passed')
    return [`${head}>`, `      <system-out>${escaped(message)}</system-out>`, '    </testcase>'];
  const type = outcome === 'failure' ? ' type="gate"' : '';
  return [`${head}>`, `      <${outcome} message="${escaped(message)}"${type}/>`, '    </testcase>'];
}

function outcomeOf({ verdict }: SummaryRow): TestCase['outcome'] {
  if (verdict === 'hold') return 'failure';
  return verdict === 'ship' || verdict === 'no-difference' ? 'passed' : 'skipped';
}

function messageOf(row: SummaryRow): string {
  return row.estimate === null ? row.verdict : `${row.verdict}: ${gateFigures(row)}`;
}

/** Text of an attribute or element; characters that XML 1.0 cannot hold become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
