import { posix } from 'node:path';
import type { z } from 'zod';
import { keyText, PipelineFileError, type PipelineProblem } from './pipeline-problem.js';
import { decodeText, parseYaml, type YamlSource } from './pipeline-yaml.js';
import { type RubricFile, rubricFileSchema } from './scoring-config.js';

/**
 * Reads a file that a pipeline's YAML names, by its path from there.
 * @throws {Error} whose message says why it cannot be read
 */
export type ReadFile = (path: string) => Uint8Array | string;

type DescribeIssue = (
  source: YamlSource,
  issue: z.core.$ZodIssue,
  section: readonly PropertyKey[],
) => readonly PipelineProblem[];

const SECTION = ['scoring', 'judge'] as const;

/** A pipeline's value with its rubrics in place, and what was wrong with them. */
interface ResolvedRubrics {
  readonly value: unknown;
  readonly problems: readonly PipelineProblem[];
}

/**
 * Puts the content of every `rubricFile` in its place: a YAML file (`.yaml`, `.yml`) gives rubric and criteria, any other
 * the rubric as it stands. The configuration then holds the texts, so that a run never depends on a file beside it.
 */
export function resolveRubricFiles(
  source: YamlSource,
  readFile: ReadFile | undefined,
  describe: DescribeIssue,
): ResolvedRubrics {
  const problems: PipelineProblem[] = [];
  const resolve = (judge: unknown, path: readonly PropertyKey[]): unknown => {
    if (!isSection(judge) || typeof judge['rubricFile'] !== 'string') return judge;
    const { rubricFile, ...rest } = judge;
    const at = [...path, 'rubricFile'];
    const objection = (message: string): unknown => {
      problems.push({ file: source.file, ...source.positionOf(at, 'value'), key: keyText(at), message });
      return rest;
    };
    const twice = ['rubric', 'criteria'].find((key) => Object.hasOwn(rest, key));
    if (twice !== undefined) return objection(`the file and ${twice} both say what counts; keep one of them`);
    if (readFile === undefined) return objection('names a file, and there is none here; write the rubric out');
    let bytes: Uint8Array | string;
    try {
      bytes = readFile(rubricFile);
    } catch (error) {
      return objection(`${rubricFile}: ${error instanceof Error ? error.message : 'it cannot be read'}`);
    }
    try {
      const read = readRubricFile(bytes, beside(source.file, rubricFile), describe);
      return { ...rest, ...read };
    } catch (error) {
      if (!(error instanceof PipelineFileError)) throw error;
      problems.push(...error.problems);
      return rest;
    }
  };
  return { value: withJudges(source.value, resolve), problems };
}

function readRubricFile(bytes: Uint8Array | string, file: string, describe: DescribeIssue): RubricFile {
  if (!/\.ya?ml$/i.test(file)) {
    const rubric = decodeText(bytes, file).trim();
    const parsed = rubricFileSchema.safeParse({ rubric });
    if (parsed.success) return parsed.data;
    throw new PipelineFileError([
      {
        file,
        line: 1,
        column: 1,
        key: '',
        message: 'found less than 20 characters; a rubric says what a good answer is',
      },
    ]);
  }
  const source = parseYaml(bytes, file, '"rubric:" and "criteria:"');
  const parsed = rubricFileSchema.safeParse(source.value);
  if (parsed.success) return parsed.data;
  throw new PipelineFileError(parsed.error.issues.flatMap((issue) => describe(source, issue, SECTION)));
}

/** The value with every judge of it replaced. */
function withJudges(value: unknown, replace: (judge: unknown, path: readonly PropertyKey[]) => unknown): unknown {
  if (!isSection(value) || !isSection(value['scoring'])) return value;
  const { scoring } = value;
  const { judge, otherJudges } = scoring;
  return {
    ...value,
    scoring: {
      ...scoring,
      ...(judge === undefined ? {} : { judge: replace(judge, ['scoring', 'judge']) }),
      ...(Array.isArray(otherJudges)
        ? { otherJudges: otherJudges.map((other, at) => replace(other, ['scoring', 'otherJudges', at])) }
        : {}),
    },
  };
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How messages name a file that another one names. */
function beside(file: string, path: string): string {
  return posix.isAbsolute(path) ? path : posix.join(posix.dirname(file), path);
}
