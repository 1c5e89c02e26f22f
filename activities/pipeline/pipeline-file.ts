import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { type PipelineConfig, pipelineSchema } from './config.js';
import {
  foundText,
  isSecretKey,
  keyText,
  looksLikeSecret,
  PipelineFileError,
  type PipelineProblem,
} from './pipeline-problem.js';
import { parseYaml, type YamlSource } from './pipeline-yaml.js';
import { type ReadFile, resolveRubricFiles } from './rubric-file.js';
import { allowedText, settingAt } from './setting-description.js';

const SECRET_ADVICE =
  'secrets never stand in this file; remove it and set an environment variable instead (ANTHROPIC_API_KEY for the models, AWS_* or a role for S3, TIDEMARK_USER_KEY for the user hash)';

/**
 * Reads a pipeline's YAML, with every default and every file that it names filled in.
 * @param file name of the file, for messages
 * @param readFile reads a file that the YAML names, relative to it. @default there are none
 * @throws {PipelineFileError} with every problem there is: file, line, key, what was found, what is allowed
 */
export function parsePipeline(bytes: Uint8Array | string, file: string, readFile?: ReadFile): PipelineConfig {
  const source = parseYaml(bytes, file);
  const secrets = source.entries.flatMap(({ path, value }) => secretProblem(source, path, value));
  const rubrics = resolveRubricFiles(source, readFile, problemsOf);
  const parsed = pipelineSchema.safeParse(rubrics.value);
  if (parsed.success && secrets.length === 0 && rubrics.problems.length === 0) return parsed.data;
  const told = new Set(secrets.map(({ key }) => key));
  const others = (parsed.error?.issues ?? [])
    .flatMap((issue) => problemsOf(source, issue))
    .filter(({ key }) => !told.has(key));
  const inOrder = [...secrets, ...others].sort((a, b) => a.line - b.line || a.column - b.column);
  throw new PipelineFileError([...inOrder, ...rubrics.problems]);
}

function secretProblem(source: YamlSource, path: readonly PropertyKey[], value: unknown): PipelineProblem[] {
  const key = String(path.at(-1) ?? '');
  const isUnknown = settingAt(path) === undefined;
  const isSecret = (isUnknown && isSecretKey(key)) || (typeof value === 'string' && looksLikeSecret(value));
  if (!isSecret) return [];
  return [problem(source, path, 'key', isUnknown ? SECRET_ADVICE : `found what looks like a secret; ${SECRET_ADVICE}`)];
}

/** @param section where the file's settings stand in the whole configuration */
function problemsOf(
  source: YamlSource,
  issue: z.core.$ZodIssue,
  section: readonly PropertyKey[] = [],
): PipelineProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      problem(source, [...issue.path, key], 'key', unknownKeyText([...section, ...issue.path], key)),
    );
  }
  if (issue.code === 'custom') return [problem(source, issue.path, 'value', issue.message)];
  const setting = settingAt([...section, ...issue.path]);
  const value = source.at(issue.path);
  const allowed = issue.code === 'invalid_format' && issue.format === 'regex' ? issue.message : undefined;
  const allows = allowed ?? (setting === undefined ? issue.message : allowedText(setting));
  if (value === undefined && issue.path.length > 0) {
    const about = setting?.description === undefined ? '' : ` (${setting.description})`;
    return [problem(source, issue.path, 'value', `is missing${about}; allowed: ${allows}`)];
  }
  const quoting = typeof value !== 'string' && setting?.type === 'string' ? '; put it in quotes if it is text' : '';
  return [problem(source, issue.path, 'value', `found ${foundText(value)}; allowed: ${allows}${quoting}`)];
}

function unknownKeyText(parent: readonly PropertyKey[], key: string): string {
  const known = Object.keys(settingAt(parent)?.properties ?? {});
  const closest = known
    .map((candidate) => ({ candidate, edits: distance(candidate.toLowerCase(), key.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)[0];
  if (closest !== undefined && closest.edits <= Math.max(2, Math.floor(key.length / 3))) {
    return `unknown key; did you mean ${closest.candidate}?`;
  }
  const elsewhere = sectionsWith(key).find((path) => path !== keyText(parent));
  if (elsewhere !== undefined) return `unknown key here; it belongs under ${elsewhere}`;
  return `unknown key; allowed here: ${known.join(', ')}`;
}

/** Sections of the first level that know a key: for lines that lost their indentation. */
function sectionsWith(key: string): string[] {
  return Object.entries(settingAt([])?.properties ?? {})
    .filter(([, section]) => section.properties !== undefined && Object.hasOwn(section.properties, key))
    .map(([name]) => name);
}

function problem(
  source: YamlSource,
  path: readonly PropertyKey[],
  part: 'key' | 'value',
  message: string,
): PipelineProblem {
  return { file: source.file, ...source.positionOf(path, part), key: keyText(path), message };
}
