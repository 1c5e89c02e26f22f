import type { Random } from '../../activities/stats/random.js';

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = LOWER.toUpperCase();
export const DIGITS = '0123456789';
export const ALNUM = LOWER + UPPER + DIGITS;
export const HEX = `${DIGITS}abcdef`;

export const pick = <T>(list: readonly T[], random: Random): T => {
  const element = list[random.integer(list.length)];
  if (element === undefined) throw new Error('the list must not be empty');
  return element;
};
export const signs = (from: string, count: number, random: Random) =>
  Array.from({ length: count }, () => from.charAt(random.integer(from.length))).join('');
/** At least one digit, one small and one capital letter, as every real key has. */
export const key = (count: number, random: Random) => `${signs(ALNUM, count - 3, random)}${signs(DIGITS, 1, random)}xQ`;
export const grouped = (text: string, size: number, gap: string) =>
  text.match(new RegExp(`.{1,${size}}`, 'g'))?.join(gap) ?? text;
const GAPS = ['', ' ', '-', '.', '\u00a0', ' - ', '/', '_'];

/** A pattern of `#` (any digit) and `^` (2-9) as a number. */
export const number = (pattern: string, random: Random) =>
  pattern.replace(/[#^]/g, (sign) => (sign === '#' ? signs(DIGITS, 1, random) : signs('23456789', 1, random)));

export function card(random: Random): string {
  const [prefix, length] = pick(
    [
      ['4', 16],
      ['51', 16],
      ['55', 16],
      ['2300', 16],
      ['6011', 16],
      ['37', 15],
      ['3530', 16],
    ] as const,
    random,
  );
  const body = prefix + signs(DIGITS, length - prefix.length - 1, random);
  const sum = Array.from(body)
    .reverse()
    .reduce((total, digit, place) => {
      const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  const digits = `${body}${(10 - (sum % 10)) % 10}`;
  if (length === 15) return pick([digits, `${digits.slice(0, 4)} ${digits.slice(4, 10)} ${digits.slice(10)}`], random);
  return grouped(digits, 4, pick(GAPS, random));
}

export function iban(random: Random): string {
  const [country, form] = pick(
    [
      ['DE', '#'.repeat(18)],
      ['GB', `ABCD${'#'.repeat(14)}`],
      ['FR', '#'.repeat(23)],
      ['NL', `EFGH${'#'.repeat(10)}`],
      ['ES', '#'.repeat(20)],
      ['NO', '#'.repeat(11)],
    ] as const,
    random,
  );
  const body = number(form, random);
  const digits = Array.from(`${body}${country}00`, (sign) => Number.parseInt(sign, 36)).join('');
  const check = String(98n - (BigInt(digits) % 97n)).padStart(2, '0');
  const text = grouped(`${country}${check}${body}`, 4, pick(['', ' ', '-', '.', '\u00a0'], random));
  return random.next() < 0.2 ? text.toLowerCase() : text;
}

export const PHONES = [
  '+49 171 #######',
  '+49 (0) 30 ######',
  '+1 (^##) ###-####',
  '+33 6 ## ## ## ##',
  '+44 7911 ######',
  '+86 138 #### ####',
  '+81-90-####-####',
  '+5511 9####-####',
  '+91 98### #####',
  '0049 171 #######',
  '+4917########',
  '(^##) ###-####',
  '^##-###-####',
  '1-^##-###-####',
  '^##.###.####',
  '0171 #######',
  '0151/########',
  '0176-########',
  '07911 ######',
  '020 7### ####',
  '06 ## ## ## ##',
  '06.##.##.##.##',
  '090-####-####',
  '010-####-####',
  '0412 ### ###',
  '0664 #######',
  '079 ### ## ##',
  '06-########',
  '(11) 9####-####',
  '138 #### ####',
  '040/#######',
  '017########',
];
