import { compact, END, onlyIf, type SecretKind, START } from './secret-kind.js';
import type { SecretTraits } from './secret-traits.js';

/** Between the groups of a number: spaces, no-break and thin ones too, dots, brackets, slashes and dashes. */
const GAP = '[ \\u00a0\\u2009\\u202f.()/\\u2010-\\u2013-]';
/** No telephone number has fewer digits. */
const mayBeIn = ({ longestNumber }: SecretTraits) => longestNumber >= 7;
/** Numbers of things, not of telephones, when one of these words stands before them. */
const NO_THING =
  '(?<!\\b(?:sku|part|parts|order|orders|invoice|ticket|tracking|ref|reference|article|item|model|serial|case|batch|lot|' +
  'isbn|issn|ean|upc|gtin|artikel|bestellung|rechnung|commande|pedido|version|build)(?: ?(?:no|nr|number|id)\\.?)?[ :#=]{1,3})';
/** Digits after 00 of a country whose numbers people write without any gap. */
const CODES_AFTER_00 = '(?:49|33|44|41|43|39|34|31|32|30|45|46|47|48|86|81|82|90|91|351|353|358|420|971)';
const COUNTED_NAMES =
  'tel|telephone|telefon|telefono|teléfono|telefone|téléphone|telephone|phone|mobile|mobil|móvil|movil|celular|cell|fax|' +
  'whatsapp|signal|sms|handy|handynummer|rufnummer|telefonnummer|mobilnummer|portable|numéro|telefoon|telefonnr|' +
  'телефон|тел|电话|手机|手机号|電話|電話番号|携帯|전화|전화번호|연락처|हेल्पलाइन';
const REACHED =
  '(?:call|text|ring|reach|phone|message|whatsapp) (?:me|us|him|her|them) (?:at|on|under|via)|my number is|' +
  '(?:ruf|rufen|rufe|erreichst|erreichen)(?: sie)? (?:mich|uns)(?: bitte)?(?: unter| an unter)|appelez-moi au|appelle-moi au|' +
  'llámame al|llame al|ligue para|chiamami al|bel me op|拨打|致电';

/** Telephone numbers, in the order in which they are looked for. */
export const PHONES: readonly SecretKind[] = [
  {
    name: 'PHONE',
    pattern: new RegExp(
      `(?<!(?<!\\\\)[A-Za-z0-9]|[.+]|\\d-)(?:\\+|00(?=[1-9]\\d{0,2}${GAP})|00(?=${CODES_AFTER_00}\\d{8}))[1-9]\\d{0,2}(?:${GAP}{0,3}\\d){6,13}${END}`,
      'g',
    ),
    // Thousands are grouped alike, and in a list of changes a plus opens a number of lines.
    secretIn: onlyIf((text) => !/^(?:\+|00)\d{1,3}(?:[ ,.]000)+$/.test(text) && compact(text).length >= 9),
    mayBeIn,
    form: compact,
  },
  {
    name: 'PHONE',
    pattern: new RegExp(
      `${NO_THING}(?<!(?<!\\\\)[A-Za-z0-9]|[.$€£-])(?:1[ .-])?(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}[ .\\u2011-])\\d{3}[ .\\u2011-]\\d{4}(?!\\w|-\\d|\\.\\d)`,
      'gi',
    ),
    mayBeIn,
    form: compact,
  },
  {
    name: 'PHONE',
    // With the trunk prefix 0, in groups: most of Europe, Japan, Korea, Australia, South Africa.
    pattern: new RegExp(
      `${NO_THING}(?<!(?<!\\\\)[A-Za-z0-9]|\\d[.,:/–-]|\\b\\d\\d |[$€£-])(?:\\(0[1-9]\\d{0,4}\\)[ ]?|0[1-9]\\d{0,4}(?: ?[/–-] ?|[ \\u00a0.]))\\d{2,8}(?:[ \\u00a0.–-]\\d{2,5}){0,4}(?![A-Za-z0-9]|[.,:/–-]\\d| \\d\\d\\b)`,
      'gi',
    ),
    secretIn: nationalPhoneIn,
    mayBeIn,
    form: compact,
  },
  {
    name: 'PHONE',
    // Mobile numbers without any gap: Germany, the United Kingdom, France.
    pattern: new RegExp(
      `${NO_THING}${START}(?<![.$€£/:-]|\\d,)(?:01[567]\\d{8,9}|07[1-9]\\d{8}|0[67]\\d{8})(?![A-Za-z0-9]|[.,/:-]\\d)`,
      'gi',
    ),
    mayBeIn,
    form: compact,
  },
  {
    name: 'PHONE',
    // Brazil, Spain in pairs, China in 3-4-4, India in fives, Russia with its 8.
    pattern: new RegExp(
      `${NO_THING}${START}(?<![.$€£/:-]|\\d,)(?:\\([1-9]\\d\\) ?9?\\d{4}[ -]\\d{4}|[67]\\d{2}(?: \\d{2}){3}|1[3-9]\\d[ -]\\d{4}[ -]\\d{4}|[6-9]\\d{4} \\d{5}|[1-9]\\d 9\\d{4}-\\d{4}|8[ -]?(?:\\(9\\d{2}\\) ?|9\\d{2}[ -])\\d{3}[ -]\\d{2}[ -]\\d{2})(?![A-Za-z0-9]|[ .,/:-]\\d)`,
      'gi',
    ),
    mayBeIn,
    form: compact,
  },
  {
    name: 'PHONE',
    // China's without any gap, in its own script.
    pattern:
      /(?<=[\u3040-\u30ff\u4e00-\u9fff][：:，,是为\s]{0,3})(?<![单单號号]{1,2}[：:是为\s]{0,3}|編號|编号)1[3-9]\d{9}(?![A-Za-z0-9])/g,
    mayBeIn,
    form: compact,
  },
  {
    name: 'PHONE',
    pattern: new RegExp(
      `(?=\\(?\\d[\\d ()./–-]{5,18}\\d)(?<=(?:(?<!(?<!\\\\)[A-Za-z0-9_])(?:${COUNTED_NAMES})(?: ?(?:no|number|nummer|nr|num))?\\.?\\\\?["']?(?: is| ist| est| es|は|是|：)?[ :#=]{0,3}|(?:${REACHED})[ :]{1,2})\\\\?["']?)\\(?\\d[\\d ()./–-]{5,18}\\d${END}`,
      'gi',
    ),
    secretIn: onlyIf(
      (text) => compact(text).length >= 7 && compact(text).length <= 15 && !/^\d{4}-\d\d-\d\d/.test(text),
    ),
    mayBeIn,
    form: compact,
    isKnownByLead: true,
  },
];

/**
 * A national number: ten or eleven digits, and gaps of one kind but for the first. Dates, ascending lists and groups of
 * four are none.
 */
function nationalPhoneIn(found: string): string | null {
  const digits = found.replace(/\D/g, '');
  const longest = /^01[567]/.test(digits) ? 12 : 11;
  if (digits.length < (found.includes('/') ? 9 : 10) || digits.length > longest) return null;
  if (/^0\d[./ –-]\d\d[./ –-](?:19|20)\d\d/.test(found)) return null;
  const gaps = new Set(found.replace(/^\(?\d+\)?/, '').match(/[^\d/ ()]|(?<=\d) (?=\d)/g) ?? []);
  if (gaps.size > 2) return null;
  const groups = found.split(/\D+/).filter((group) => group !== '');
  const isCounting = groups.every((group, place) => place === 0 || Number(group) === Number(groups[place - 1]) + 1);
  return isCounting || groups.every((group) => group.length === 4) ? null : found;
}
