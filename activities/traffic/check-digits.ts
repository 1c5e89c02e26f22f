interface CardBrand {
  readonly firstDigits: RegExp;
  readonly lengths: readonly number[];
}

/** Issuer ranges of ISO/IEC 7812 and the lengths in use; other numbers are orders, invoices and ids. */
const CARD_BRANDS: readonly CardBrand[] = [
  { firstDigits: /^4/, lengths: [19, 16, 13] },
  { firstDigits: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { firstDigits: /^3[47]/, lengths: [15] },
  { firstDigits: /^(?:6011|64[4-9]|65|62|35(?:2[89]|[3-8]))/, lengths: [19, 16] },
  { firstDigits: /^(?:30[0-5]|3[689])/, lengths: [14] },
  { firstDigits: /^(?:50|5[678]|63|67)/, lengths: [19, 16] },
];

/** Length of an IBAN by country (ISO 13616 registry). */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 ' +
    'LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 ' +
    'QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Sizes of the groups in which cards are printed and typed: fours, American Express and Diners, halves, single digits. */
const CARD_GROUPS = /^(?:4,4,4,4(?:,[1-3])?|4,6,[45]|4,8,4|8,4,4|4,4,8|8,8|4,12|12,4|6,10|2(?:,2){7}|1(?:,1)+|\d\d)$/;

/** The payment card number that a text starts with, separators included; null when it starts with none. */
export function leadingCard(text: string): string | null {
  const digits = text.replace(/\D/g, '');
  if (/^(\d)\1{11}/.test(digits)) return null;
  for (const { firstDigits, lengths } of CARD_BRANDS) {
    if (!firstDigits.test(digits)) continue;
    for (const length of lengths) {
      if (digits.length < length || !isLuhn(digits.slice(0, length))) continue;
      const number = leading(text, length, /\d/);
      if (number !== null && CARD_GROUPS.test(groupSizes(number)) && !isRow(number)) return number;
    }
  }
  return null;
}

/** Neighbours such as the ports 4000, 4001, 4002, 4003. */
function isRow(number: string): boolean {
  const groups = number.split(/\D+/).map(Number);
  return (
    groups.length === 4 &&
    groups.every((group, place) => Math.abs(group - (groups[place - 1] ?? group)) < 20 && group > 0)
  );
}

/** The IBAN that a text starts with, separators included; null when it starts with none. */
export function leadingIban(text: string): string | null {
  const length =
    IBAN_LENGTHS[
      text
        .replace(/[^A-Za-z]/g, '')
        .slice(0, 2)
        .toUpperCase()
    ];
  const iban = length === undefined ? null : leading(text, length, /[A-Za-z0-9]/);
  if (iban === null) return null;
  const compact = iban.replace(/[^A-Za-z0-9]/g, '');
  // Words between numbers pass the check once in 97; no country has fewer digits than eight in its account numbers.
  return compact.slice(4).replace(/\D/g, '').length >= 8 && isIbanChecked(compact) ? iban : null;
}

function groupSizes(number: string): string {
  return number
    .split(/\D+/)
    .map(({ length }) => length)
    .join();
}

/** The start of a text up to its n-th counted character; null when it has fewer, or one more follows at once. */
function leading(text: string, count: number, counted: RegExp): string | null {
  let seen = 0;
  for (let place = 0; place < text.length; place += 1) {
    if (!counted.test(text.charAt(place))) continue;
    seen += 1;
    if (seen === count) return counted.test(text.charAt(place + 1)) ? null : text.slice(0, place + 1);
  }
  return null;
}

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 === 0;
}

/** Check digits modulo 97 (ISO/IEC 7064, MOD 97-10). */
function isIbanChecked(iban: string): boolean {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
