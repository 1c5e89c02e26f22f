/** Pieces of adversarial texts: each, repeated, is what one of the redaction's patterns likes least. */
export interface RedactionShape {
  readonly shape: string;
  readonly unit: string;
}

const block = (edge: string) => `-----${edge} PRIVATE KEY-----`;

export const REDACTION_SHAPES: readonly RedactionShape[] = [
  { shape: 'letters', unit: 'a' },
  { shape: 'digits', unit: '4' },
  { shape: 'spaces', unit: ' ' },
  { shape: 'backslashes', unit: '\\' },
  { shape: 'quotes', unit: '"' },
  { shape: 'at signs', unit: '@' },
  { shape: 'local parts', unit: 'a@' },
  { shape: 'dots', unit: 'a.' },
  { shape: 'domains', unit: '@a.' },
  { shape: 'encoded at signs', unit: 'a%40' },
  { shape: 'spaced digits', unit: '4 ' },
  { shape: 'dashed digits', unit: '1-' },
  { shape: 'cards but for the last digit', unit: '4111 1111 1111 1112 ' },
  { shape: 'fours in lines', unit: '4111\n' },
  { shape: 'IBAN starts', unit: 'DE89 ' },
  { shape: 'IBANs that fail the check', unit: 'DE88370400440532013000 ' },
  { shape: 'phone starts', unit: '+1(' },
  { shape: 'trunk prefixes', unit: '01 ' },
  { shape: 'area codes', unit: '(415) ' },
  { shape: 'telephones', unit: 'tel no. is ' },
  { shape: 'numbers of things', unit: 'order no ' },
  { shape: 'octets', unit: '203.0.' },
  { shape: 'colons', unit: '::' },
  { shape: 'hex groups', unit: '2001:db8:' },
  { shape: 'JWT starts', unit: 'eyJ' },
  { shape: 'JWT pieces', unit: 'eyJ-eyJa.' },
  { shape: 'OpenAI starts', unit: 'sk-' },
  { shape: 'GitHub starts', unit: 'ghp_' },
  { shape: 'Telegram starts', unit: '12345678:' },
  { shape: 'Discord starts', unit: 'MAAAAAAAAAAAAAAAAAAAAAAAA.' },
  { shape: 'AWS ids', unit: 'AKIA/' },
  { shape: 'webhooks', unit: 'hooks.slack.com/services/' },
  { shape: 'bearers', unit: 'bearer ' },
  { shape: 'authorizations', unit: 'authorization: basic ' },
  { shape: 'secret names', unit: 'password=' },
  { shape: 'quoted secret names', unit: '"token": "' },
  { shape: 'stated passwords', unit: 'password is ' },
  { shape: 'distinct passwords', unit: 'password=a1b2c3d4 ' },
  { shape: 'schemes', unit: 'a://' },
  { shape: 'URLs with users', unit: 'https://a:' },
  { shape: 'queries', unit: '?token=' },
  { shape: 'ampersands', unit: '&a' },
  { shape: 'command lines', unit: 'curl -u ' },
  { shape: 'logins', unit: 'login a password' },
  { shape: 'elements', unit: '<password>' },
  { shape: 'key blocks', unit: `${block('BEGIN')}a` },
  { shape: 'key blocks cut off', unit: `${block('BEGIN')}.` },
  { shape: 'placeholders', unit: '[EMAIL_1]' },
];

/** A text of one line (but for the shapes that are lines) of about so many characters. */
export function shapeText(unit: string, characters: number): string {
  return unit.repeat(Math.ceil(characters / unit.length));
}
