import { stringify } from 'yaml';
import { allowedText, pipelineDescription, type SettingDescription } from './setting-description.js';

/** What only the owner of a pipeline can say; everything else has a default. */
export interface PipelineAnswers {
  readonly name: string;
  /** Bucket for everything Tidemark writes. */
  readonly bucket: string;
  /** Start of the keys of the log objects. */
  readonly trafficPrefix: string;
  /** Format of the logs. @default tidemark-jsonl */
  readonly source?: string | undefined;
  /** @default the bucket for everything else */
  readonly trafficBucket?: string | undefined;
  readonly judge: string;
  /** @default the model that answered most requests */
  readonly production?: string | undefined;
  /** @default none: only production is scored */
  readonly candidate?: string | undefined;
}

interface Line {
  readonly text: string;
  readonly comment: string;
}

const HEADER = `# A Tidemark pipeline. Lines that start with "# " and a key show a default: take the "#" away to change one.
# Secrets never stand here: ANTHROPIC_API_KEY, TIDEMARK_USER_KEY and the AWS_* variables come from the environment.
# "tidemark check" tells what works and what does not, and changes nothing.`;

const WIDEST_LINE = 120;
const WIDEST_SETTING = 34;

/** A commented YAML: the answers as settings, every other setting as a comment that shows its default. */
export function pipelineTemplate(answers: PipelineAnswers): string {
  const given: Readonly<Record<string, unknown>> = {
    name: answers.name,
    'storage.bucket': answers.bucket,
    'traffic.source': answers.source,
    'traffic.bucket': answers.trafficBucket,
    'traffic.prefix': answers.trafficPrefix,
    'scoring.production.model': answers.production,
    'scoring.candidate.model': answers.candidate,
    'scoring.judge.model': answers.judge,
  };
  const sections = Object.entries(pipelineDescription.properties ?? {}).map(([key, setting]) =>
    settingLines(key, setting, key, given, 0).map(layOut).join('\n'),
  );
  return `${[HEADER, ...sections].join('\n\n')}\n`;
}

function settingLines(
  key: string,
  setting: SettingDescription,
  path: string,
  given: Readonly<Record<string, unknown>>,
  depth: number,
): Line[] {
  const indent = '  '.repeat(depth);
  if (setting.properties !== undefined) {
    const isLive = Object.entries(given).some(([name, value]) => value !== undefined && name.startsWith(`${path}.`));
    const inner = Object.entries(setting.properties).flatMap(([name, child]) => {
      const lines = settingLines(name, child, `${path}.${name}`, given, depth + 1);
      if (isLive) return lines;
      const commented = isOptional(child) ? (text: string) => `${indent}# ${text.slice(indent.length)}` : inComment;
      return lines.map(({ text, comment }) => ({ text: commented(text), comment }));
    });
    const title = { text: `${indent}${isLive ? '' : '# '}${key}:`, comment: setting.description ?? '' };
    return [title, ...inner];
  }
  const value = given[path];
  if (value !== undefined) return [{ text: `${indent}${key}: ${inline(value)}`, comment: commentOf(setting) }];
  return [
    { text: `${indent}# ${key}: ${inline(setting.default ?? placeholderOf(setting))}`, comment: commentOf(setting) },
  ];
}

/** A section that is absent by default, because it wants something said: it stays a comment when what is around goes live. */
function isOptional({ properties, required = [] }: SettingDescription): boolean {
  return properties !== undefined && required.length > 0;
}

/** Moves the "#" of a section's members in line with the "#" of its title, so that all of them go away together. */
function inComment(text: string): string {
  const inner = text.replace(/^( *)# /, '$1');
  const indent = inner.length - inner.trimStart().length;
  const title = Math.max(0, indent - 2);
  return `${' '.repeat(title)}# ${' '.repeat(indent - title)}${inner.trimStart()}`;
}

function placeholderOf(setting: SettingDescription): unknown {
  if (setting.enum !== undefined) return setting.enum[0];
  if (setting.type === 'object') return {};
  return setting.type === 'string' ? 'name' : 0;
}

function commentOf(setting: SettingDescription): string {
  const description = setting.description ?? '';
  const isPlain = setting.type === 'string' && setting.enum === undefined;
  if (isPlain || setting.const !== undefined || setting.type === 'object') return description;
  return description === '' ? allowedText(setting) : `${description} (${allowedText(setting)})`;
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

/** The comment beside the setting where there is room, above it where there is none. */
function layOut({ text, comment }: Line): string {
  if (comment === '') return text;
  const beside = `${text.padEnd(WIDEST_SETTING)}  # ${comment}`;
  if (beside.length <= WIDEST_LINE && text.length <= WIDEST_SETTING) return beside;
  const indent = /^ *(?:# {3,})*/.exec(text)?.[0] ?? '';
  return `${indent}# ${comment}\n${text}`;
}
