import { isIPv6 } from 'node:net';
import { lowerCase, onlyIf, type SecretKind } from './secret-kind.js';

/** Letters of names in addresses: Latin with its accents, Greek, Cyrillic. */
const LETTER = '\\w\\u00c0-\\u024f\\u0370-\\u052f';

/** Addresses of people and machines, in the order in which they are looked for. */
export const EMAILS: readonly SecretKind[] = [
  {
    name: 'EMAIL',
    pattern: new RegExp(
      `(?<!(?<!\\\\)[${LETTER}.%+-]|\\\\(?=[nrt]))[${LETTER}.%+'-]{1,320}(?:@|%40)(?:[A-Za-z0-9\\u00c0-\\u024f-]{1,63}\\.){1,8}[A-Za-z\\u00c0-\\u024f]{2,24}(?![A-Za-z0-9])`,
      'g',
    ),
    hints: ['@', '%40'],
    secretIn: emailIn,
    form: (text) => text.replace(/%40/, '@').toLowerCase(),
  },
];

export const NETWORK_ADDRESSES: readonly SecretKind[] = [
  {
    name: 'IP',
    pattern:
      /(?<!(?<!\\)[A-Za-z0-9]|\.|(?<!\d\.\d{1,3}|ip)-|\b(?:versions?|v|release|build|chrome|firefox|safari)[ :=/]{1,2}|\bver[.:=] ?|[=<>~!]=\s?|[~^])(?:(?:\d{1,2}|[12]\d{2})\.){3}(?:\d{1,2}|[12]\d{2})(?![A-Za-z0-9]|-(?!\d{1,3}\.\d)\w|\.\d)(?<!\.0(?=\/\d))/gi,
    hints: ['.'],
    mayBeIn: ({ longestNumber }) => longestNumber >= 4,
    secretIn: onlyIf(isIpv4),
  },
  {
    name: 'IP',
    pattern:
      /(?<!(?<!\\)\w|\.|(?<!\w)[\da-f]{0,4}:)(?:(?:[23][0-9a-f]{3}|f[cd][0-9a-f]{2}|fe80|64):{1,2}(?:[0-9a-f]{1,4}:{1,2}){0,6}[0-9a-f]{0,4}|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4})(?!\w)/gi,
    hints: /::|(?::[\da-f]{1,4}){7}/i,
    secretIn: ipv6In,
    form: lowerCase,
  },
];

function emailIn(found: string): string | null {
  // `git@host` opens an address of a repository, `icon@2x.png` is a file, `a@b.weight` multiplies matrices.
  if (
    /^git@|\.(?:png|jpe?g|gif|svg|webp|ico|avif|css|jsx?|tsx?|json|html|md|weight|bias|transpose|reshape)$/i.test(found)
  )
    return null;
  return found;
}

/**
 * Four octets that are the address of a machine. Loopback, masks, whole networks and versions such as 1.2.3.4 identify
 * nobody.
 */
function isIpv4(text: string): boolean {
  const octets = text.split('.').map(Number);
  const [a = 0] = octets;
  if (octets.some((octet) => octet > 255) || a === 0 || a === 127 || a >= 224) return false;
  return a === 10 || octets.some((octet) => octet >= 20);
}

/** An address of one machine: on the internet, of a private network, or link-local, which holds the hardware's. */
function ipv6In(found: string): string | null {
  const address = found.replace(/(?<!:):$/, '');
  if (!isIPv6(address) || address.endsWith('::')) return null;
  // Eight pairs of digits are the name of a device on a bus.
  return /[0-9a-f]{3}/i.test(address) ? address : null;
}
