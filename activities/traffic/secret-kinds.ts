import { isIPv6 } from 'node:net';
import { leadingCard, leadingIban } from './check-digits.js';

/** One kind of personal data or secret, and how it is told from what only looks like it. */
export interface SecretKind {
  /** Name in the placeholder: `[EMAIL_1]`. */
  readonly name: string;
  /**
   * Global and linear-time: every repetition is bounded or starts only where a token starts. A first group is what
   * leads to the secret and stays in the text.
   */
  readonly pattern: RegExp;
  /** A text without any of these holds no such secret: most texts are spared the pattern. */
  readonly hints?: readonly string[];
  /** The secret that a match starts with; null when it is none. @default the whole match */
  readonly secretIn?: (match: string) => string | null;
  /** Spellings with the same form are one value. @default the text itself */
  readonly form?: (secret: string) => string;
}

const onlyIf = (isSecret: (text: string) => boolean) => (text: string) => (isSecret(text) ? text : null);
const hasDigitAndLetter = (text: string) => /\d/.test(text) && /[A-Za-z]/.test(text);
const compact = (text: string) => text.replace(/[^A-Za-z0-9+]/g, '').toUpperCase();
const lowerCase = (text: string) => text.toLowerCase();

/** Names that stand before a secret value in configuration, code and shells. */
const SECRET_NAMES =
  'pass(?:word|wd|phrase)?|pwd|secret|secret[_-]?(?:access[_-]?)?key|api[_-]?key|account[_-]?key|private[_-]?key|' +
  'client[_-]?secret|(?:access|auth|api|refresh|session|id)[_-]?token|token';

// In this order: what is matched first is gone before a looser pattern could take a piece of it. Blocks of private keys
// come before all of these, see redaction.ts.
export const SECRET_KINDS: readonly SecretKind[] = [
  {
    name: 'JWT',
    pattern: /(?<![\w-])eyJ[\w-]{8,4000}\.[\w-]{4,8000}\.[\w-]{4,2000}/g,
    hints: ['eyJ'],
  },
  {
    name: 'API_KEY',
    pattern: /(?<![\w-])sk-[\w-]{16,250}/g,
    hints: ['sk-'],
    secretIn: onlyIf((text) => hasDigitAndLetter(text.slice(3)) && /[A-Za-z0-9]{12}/.test(text)),
  },
  {
    name: 'API_KEY',
    pattern:
      /(?<![\w-])(?:(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{40,255}|xox[abeoprs]-[\w-]{10,250}|xapp-[\w-]{20,250}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/]{20,100}|AIza[\w-]{35}|ya29\.[\w-]{20,500}|glpat-[\w-]{20,100}|npm_[A-Za-z0-9]{36}\b|hf_[A-Za-z0-9]{30,60}\b|pypi-[\w-]{50,500}|dop_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|SG\.[\w-]{16,64}\.[\w-]{16,64}|gsk_[A-Za-z0-9]{40,80}|xai-[A-Za-z0-9]{60,120}|nvapi-[\w-]{50,120})/g,
  },
  {
    name: 'API_KEY',
    pattern: /(hooks\.slack\.com\/services\/)[A-Za-z0-9/]{20,120}/g,
    hints: ['hooks.slack.com'],
  },
  {
    name: 'TOKEN',
    pattern: /(\bbearer\s{1,3})[A-Za-z0-9._~+/-]{20,4000}={0,2}/gi,
    secretIn: onlyIf(hasDigitAndLetter),
  },
  {
    name: 'TOKEN',
    pattern: /(\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?basic\s{1,3})[A-Za-z0-9+/]{8,2000}={0,2}/gi,
  },
  {
    name: 'PASSWORD',
    pattern: /((?<![\w+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{0,100}:)[^\s:/@"'<>]{1,200}(?=@)/gi,
    hints: ['://'],
  },
  {
    name: 'PASSWORD',
    pattern: new RegExp(
      `((?<![A-Za-z0-9])(?:${SECRET_NAMES})["']?\\s{0,3}[:=]\\s{0,3}["'\`]?)[A-Za-z0-9_+/!@#%^&*~-]{8,500}={0,2}(?![\\w(.[])`,
      'gi',
    ),
    hints: [':', '='],
    secretIn: onlyIf((text) => hasDigitAndLetter(text)),
  },
  {
    name: 'EMAIL',
    pattern:
      /(?<![\w.%+\u00c0-\u024f-])[\w.%+\u00c0-\u024f-]{1,320}@(?:[A-Za-z0-9\u00c0-\u024f-]{1,63}\.){1,8}[A-Za-z\u00c0-\u024f]{2,24}(?![\w-])/g,
    hints: ['@'],
    // `git@host` opens an address of a repository, `icon@2x.png` is a file.
    secretIn: onlyIf((text) => !/^git@|\.(?:png|jpe?g|gif|svg|webp|ico|avif|css|js|ts|json|html|md)$/i.test(text)),
    form: lowerCase,
  },
  {
    name: 'IBAN',
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,31}/gi,
    secretIn: leadingIban,
    form: compact,
  },
  {
    name: 'CARD',
    pattern:
      /(?<!\w|\d\.)(?:\d{13,19}|\d{4}(?:[ \u00a0.-]{1,2}\d{4}){3}(?:[ -]\d{3})?|\d{4}[ -]\d{6}[ -]\d{4,5})(?!\w|\.\d)/g,
    secretIn: leadingCard,
    form: compact,
  },
  {
    name: 'PHONE',
    pattern: /(?<![\w.+-])(?:\+|00(?=[1-9]\d?[ .()/-]))[1-9]\d{0,2}(?:[ \u00a0.()/-]{0,2}\d){6,13}(?![\w-])/g,
    secretIn: onlyIf((text) => !/^(?:\+|00)\d{1,3}(?:[ ,.]000)+$/.test(text) && compact(text).length >= 9),
    form: compact,
  },
  {
    name: 'PHONE',
    pattern: /(?<![\w.$€£-])\(?[2-9]\d{2}(?:\) ?|[ .-])\d{3}[ .-]\d{4}(?![\w-]|\.\d)/g,
    form: compact,
  },
  {
    name: 'PHONE',
    pattern:
      /((?<!\w)(?:tel|telephone|telefon|phone|mobile|cell|fax|whatsapp|handy)(?: ?(?:no|number|nr))?\.?(?: is)?[ :#=]{1,3})\(?\d[\d ()./-]{5,18}\d(?!\w)/gi,
    secretIn: onlyIf((text) => compact(text).length >= 7),
    form: compact,
  },
  {
    name: 'IP',
    pattern:
      /(?<![\w.-]|\b(?:version|ver|v|release|build)[ :=]{1,2})(?:(?:\d{1,2}|[12]\d{2})\.){3}(?:\d{1,2}|[12]\d{2})(?!\w|-\w|\.\d)/gi,
    hints: ['.'],
    secretIn: onlyIf(isPublicIpv4),
  },
  {
    name: 'IP',
    pattern: /(?<![\w:.])(?:[23][0-9a-f]{3}|fe80):{1,2}(?:[0-9a-f]{1,4}:{1,2}){1,6}[0-9a-f]{0,4}(?![\w:])/gi,
    hints: [':'],
    // Only addresses that lead to someone: the ones of the internet, and link-local ones, which hold the hardware's.
    secretIn: onlyIf(isIPv6),
    form: lowerCase,
  },
];

/** Four octets that are an address on the internet: a version like 1.2.3.4 and the private ranges identify nobody. */
function isPublicIpv4(text: string): boolean {
  const octets = text.split('.').map(Number);
  const [a = 0, b = 0] = octets;
  if (octets.some((octet) => octet > 255) || octets.every((octet) => octet < 20)) return false;
  const isReserved = a === 0 || a === 10 || a === 127 || a >= 224;
  const isPrivate = (a === 192 && b === 168) || (a === 172 && b >= 16 && b < 32) || (a === 169 && b === 254);
  return !isReserved && !isPrivate;
}
