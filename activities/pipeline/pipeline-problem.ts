/** One thing that is wrong in a pipeline's YAML, and where. */
export interface PipelineProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Dotted, such as `sample.size` or `adaptation.checkpointsDays[2]`; empty for the file as a whole. */
  readonly key: string;
  /** What was found and what is allowed; one line, without any value that may be a secret. */
  readonly message: string;
}

/** `pipeline.yaml:12:9: sample.size: found "many"; allowed: a whole number above 0` */
export function problemText({ file, line, column, key, message }: PipelineProblem): string {
  return `${file}:${line}:${column}: ${key === '' ? '' : `${key}: `}${message}`;
}

/** A YAML that cannot be used. The message holds one line per problem. */
export class PipelineFileError extends Error {
  override readonly name = 'PipelineFileError';
  readonly problems: readonly PipelineProblem[];

  constructor(problems: readonly PipelineProblem[]) {
    super(problems.map(problemText).join('\n'));
    this.problems = problems;
  }
}

export function keyText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? printable(String(step)) : `${text}.${printable(String(step))}`;
  }, '');
}

const LONGEST_FOUND = 60;

/** A value as it may be shown in one line: quoted, cut short, without control characters, secrets left out. */
export function foundText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (the key is empty)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a section';
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'nothing';
  if (looksLikeSecret(value)) return 'what looks like a secret';
  const text = printable(value);
  return JSON.stringify(text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text);
}

const SECRET_VALUES = [
  /^(sk|rk|pk)-[A-Za-z0-9_-]{16,}/,
  /^(AKIA|ASIA)[A-Z0-9]{16}$/,
  /^gh[pousr]_[A-Za-z0-9]{20,}/,
  /^xox[abprs]-/,
  /^eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^https:\/\/hooks\./,
  /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i,
];
const SECRET_KEYS =
  /^(anthropic|aws|temporal|openai)_?(api|access|secret|session)|api_?key|secret|passw(or)?d|credential|access_?key|private_?key|bearer|^(auth_?|access_?)?token$|session_?token|user_?key|webhook_?(url|uri|address)?$/i;

export function looksLikeSecret(value: string): boolean {
  return SECRET_VALUES.some((pattern) => pattern.test(value.trim()));
}

/** Whether a key that no pipeline has was meant to hold a secret. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEYS.test(key.replaceAll('-', '_'));
}

function printable(text: string): string {
  return Array.from(text, (character) => (isControl(character.codePointAt(0) ?? 0) ? '\u{fffd}' : character)).join('');
}

/** Control characters and the marks that turn the reading direction. */
function isControl(code: number): boolean {
  return (
    code < 32 || (code >= 127 && code < 160) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
  );
}
