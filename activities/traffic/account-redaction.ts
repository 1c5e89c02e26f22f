import { leadingCard, leadingIban } from './check-digits.js';
import { compact, END, type SecretKind, START } from './secret-kind.js';
import type { SecretTraits } from './secret-traits.js';

/** Between the groups of a number: spaces, no-break and thin ones too, dots, slashes, underscores and dashes. */
const GAP = '[ \\u00a0\\u2009\\u202f./_·\\u2010-\\u2013-]';

const mayBeIn = ({ longestNumber }: SecretTraits) => longestNumber >= 12;

/** Accounts of people at banks, told by their check digits. */
export const ACCOUNTS: readonly SecretKind[] = [
  {
    name: 'IBAN',
    pattern: new RegExp(`(${START}(?:iban)?)[A-Z]{2}${GAP}?\\d{2}(?:(?:${GAP}{0,2}|\\s)[A-Z0-9]){11,31}`, 'gi'),
    // Letters may part its digits.
    mayBeIn: ({ longestNumber }) => longestNumber >= 3,
    secretIn: leadingIban,
    form: compact,
  },
  {
    name: 'CARD',
    pattern: new RegExp(`${START}(?<!\\d\\.)\\d(?:${GAP}{0,3}\\d){12,18}(?!\\.\\d)${END}`, 'g'),
    mayBeIn,
    secretIn: leadingCard,
    form: compact,
  },
  {
    name: 'CARD',
    // Four fours with anything between them, in columns or lines, when no more such numbers stand beside them.
    pattern:
      /(?<!\d[^A-Za-z0-9]{0,3}|(?<!\\)[A-Za-z])\d{4}(?:(?:\\[nrt]|[^A-Za-z0-9]){1,3}\d{4}){3}(?![A-Za-z]|[^A-Za-z0-9]{0,3}\d)/g,
    mayBeIn,
    secretIn: leadingCard,
    form: compact,
  },
  {
    name: 'SSN',
    pattern:
      /(\b(?:ssn|social security(?: number)?)\\?["']?(?: is)?[ :#=]{1,3}["']?)\d{3}[ -]?\d{2}[ -]?\d{4}(?![A-Za-z0-9])/gi,
    mayBeIn: ({ longestNumber }) => longestNumber >= 9,
    form: compact,
    isKnownByLead: true,
  },
];
