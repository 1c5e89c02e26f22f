import type { TrafficRecord } from './traffic-record.js';

interface SecretKind {
  /** Name in the placeholder: `[EMAIL_1]`. */
  readonly name: string;
  /** Linear-time: no nested repetition, every repetition bounded or over one class that its neighbour excludes. */
  readonly pattern: RegExp;
  /** Tells secrets from what only looks like one. */
  readonly isSecret?: (text: string) => boolean;
}

// In this order: what is matched first is gone before a looser pattern could take a piece of it.
const KINDS: readonly SecretKind[] = [
  {
    name: 'PRIVATE_KEY',
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,10000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  },
  { name: 'JWT', pattern: /\beyJ[\w-]{8,4000}\.[\w-]{4,4000}\.[\w-]{4,1000}/g },
  { name: 'API_KEY', pattern: /\bsk-(?:ant-|proj-|live-|or-)?[A-Za-z0-9_-]{16,200}/g, isSecret: hasDigitAndLetter },
  { name: 'API_KEY', pattern: /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,200}/g },
  { name: 'API_KEY', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { name: 'API_KEY', pattern: /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,255}|\bgithub_pat_[A-Za-z0-9_]{40,255}/g },
  { name: 'API_KEY', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,250}/g },
  { name: 'API_KEY', pattern: /\bAIza[0-9A-Za-z_-]{35}\b/g },
  { name: 'API_KEY', pattern: /\bglpat-[A-Za-z0-9_-]{20,100}|\bnpm_[A-Za-z0-9]{36}\b|\bhf_[A-Za-z0-9]{30,60}\b/g },
  { name: 'TOKEN', pattern: /(?<=\b[Bb]earer\s)[A-Za-z0-9._~+/-]{20,4000}=*/g, isSecret: hasDigitAndLetter },
  { name: 'PASSWORD', pattern: /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,100}:)[^\s:/@]{1,200}(?=@)/gi },
  {
    name: 'PASSWORD',
    pattern: /(?<=[?&](?:api_?key|access_?token|token|password|secret|sig|signature)=)[^\s&#"'<>]{6,500}/gi,
  },
  { name: 'EMAIL', pattern: /[\w.%+-]{1,64}@(?:[a-zA-Z0-9-]{1,63}\.){1,8}[a-zA-Z]{2,24}\b/g },
  { name: 'IBAN', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g, isSecret: isIban },
  { name: 'CARD', pattern: /\b\d(?:[ -]?\d){12,18}\b/g, isSecret: isCard },
  { name: 'PHONE', pattern: /(?<![\w.+-])\+\d{1,3}(?:[ .()/-]{0,2}\d){6,13}(?![\w-])/g },
  { name: 'PHONE', pattern: /(?<![\w.-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])/g },
  { name: 'IP', pattern: /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.-])/g, isSecret: isPublicIpv4 },
  { name: 'IP', pattern: /(?<![\w:.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/gi },
];

/**
 * Replaces personal data and secrets by typed placeholders. One value has one placeholder in all texts of a record, so
 * that a conversation stays readable; numbers start anew in every record, so that records cannot be linked.
 * Linear in the length of the texts.
 */
export function redactRecord(record: TrafficRecord): TrafficRecord {
  const placeholders = new Map<string, string>();
  const counts = new Map<string, number>();
  const placeholderFor = (name: string, value: string): string => {
    const known = placeholders.get(`${name} ${value}`);
    if (known !== undefined) return known;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    placeholders.set(`${name} ${value}`, `[${name}_${count}]`);
    return `[${name}_${count}]`;
  };
  const redact = (text: string): string =>
    KINDS.reduce(
      (current, { name, pattern, isSecret }) =>
        current.replace(pattern, (value) => (isSecret?.(value) === false ? value : placeholderFor(name, value))),
      text.replaceAll('\0', '\uFFFD'),
    );
  const redactOptional = (text: string | null) => (text === null ? null : redact(text));
  return {
    ...record,
    prompt: redact(record.prompt),
    response: redactOptional(record.response),
    systemPrompt: redactOptional(record.systemPrompt),
    earlierTurns: record.earlierTurns.map(({ role, content }) => ({ role, content: redact(content) })),
  };
}

function hasDigitAndLetter(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]/.test(text.replace(/^sk-/, ''));
}

/** Luhn's check digit (ISO/IEC 7812-1), and a first digit that payment cards have. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (!/^[3-6]/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 === 0;
}

/** Check digits modulo 97 (ISO 13616). */
function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  if (compact.length < 15 || compact.length > 34) return false;
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Four octets that are an address on the internet: a version like 1.2.3.4 and the private ranges identify nobody. */
function isPublicIpv4(text: string): boolean {
  const octets = text.split('.').map(Number);
  const [a = 0, b = 0] = octets;
  if (octets.some((octet) => octet > 255) || octets.every((octet) => octet < 20)) return false;
  return !(
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 192 && b === 168) ||
    (a === 172 && b >= 16 && b < 32) ||
    a === 255
  );
}
