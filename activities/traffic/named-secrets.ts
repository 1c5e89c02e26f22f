import { hasDigitAndLetter, onlyIf, type SecretKind } from './secret-kind.js';
import { isOfAllSorts, passwordIn, secretValueIn, statedPasswordIn } from './secret-values.js';

/** Names of a password: what follows is taken for one unless it is plainly none. */
const PASSWORD_NAMES =
  'passwor[dt]|passwd|passphrase|kennwort|contraseña|contrasena|mot de passe|motdepasse|wachtwoord|lösenord|hasło|şifre|' +
  'пароль|密码|密碼|パスワード|비밀번호|(?<!(?<!\\\\)[A-Za-z])(?:pass|pwd|pw|senha|parola|clave|mysql_pwd|pgpassword)';

/** Names of keys and tokens: what follows must look like one too. */
const KEY_NAMES =
  '(?:api|account|private|access|auth|master|encryption|signing|signature|storage|session|subscription|service)' +
  '[_ -]?key|secret(?:[_-]?access)?(?:[_-]?key)?|shared[_-]?access[_-]?signature|token|phpsessid|jsessionid|credential';

/** What may stand between a name and `:` or `=`: `DB_PASSWORD_PROD`, `secret_key_base`. */
const SUFFIX = '(?:[_-]?(?:base|prod|production|dev|staging|stage|test|live|value|\\d{1,2}))?';
const QUOTES = '\\\\{0,7}["\'`*_]{0,3}';
const ASSIGNED = `${SUFFIX}${QUOTES}\\]?\\s{0,3}(?::=|=>|->|[:=：])\\s{0,3}${QUOTES}[“„«]?`;
const STATED = `\\s{1,2}(?=\\\\{0,7}["'\`“„])${QUOTES}[“„]?|\\s{1,3}(?:is|was|ist|lautet|war|es|est|é|è|to|auf)\\s{1,3}${QUOTES}[“„«]?|(?:は|是|为|為|：)\\s{0,2}${QUOTES}[“「]?`;
/** A quoted value goes to its quote, another to the next space. */
const VALUE =
  '(?:(?<=")[^"\\n]{4,300}(?=")|(?<=\')[^\'\\n]{4,300}(?=\')|(?<=`)[^`\\n]{4,300}(?=`)|(?<=[“„])[^“”\\n]{4,300}(?=[“”])|[^\\s"\'`<>]{4,1000})';

const named = (names: string, between: string) => new RegExp(`((?:${names})(?:${between}))${VALUE}`, 'gi');

/** Secrets known by what stands before them, in the order in which they are looked for. */
export const NAMED_SECRETS: readonly SecretKind[] = [
  {
    name: 'TOKEN',
    pattern: /((?<!(?<!\\)[A-Za-z0-9])bearer[\s:=]{1,3})[A-Za-z0-9._~+/-]{16,4000}={0,2}/gi,
    secretIn: onlyIf(
      (text) => hasDigitAndLetter(text) || (text.length >= 24 && /[a-z]/.test(text) && /[A-Z]/.test(text)),
    ),
    isKnownByLead: true,
  },
  {
    name: 'TOKEN',
    pattern: /((?<!(?<!\\)[A-Za-z0-9])basic\s{1,3})[A-Za-z0-9+/]{6,2000}={0,2}/gi,
    secretIn: onlyIf((text) => /^[ -~]+:[ -~]+$/.test(Buffer.from(text, 'base64').toString('latin1'))),
    isKnownByLead: true,
  },
  {
    name: 'TOKEN',
    pattern:
      /((?<!(?<!\\)[A-Za-z0-9])authorization\\{0,7}["']?\]?\s{0,3}[:=]\s{0,3}\\{0,7}["'`]?(?:(?:basic|token|apikey|key|digest)\s{1,3})?)[\w.~+/-]{8,2000}={0,2}/gi,
    secretIn: (found, lead) =>
      /\s$/.test(lead) && /[a-z]\s+$/i.test(lead)
        ? found
        : hasDigitAndLetter(found) && found.length >= 16
          ? found
          : null,
    isKnownByLead: true,
  },
  {
    name: 'PASSWORD',
    pattern: /(:\/\/[^\s:/@"'`<>]{0,100}:)[^\s/"'`<>]{1,200}(?=@)/g,
    hints: ['://'],
    secretIn: onlyIf((text) => !/^(?:\[[A-Z]|\$\{|\{\{|<|\*{3})/.test(text)),
    isKnownByLead: true,
  },
  {
    name: 'TOKEN',
    pattern: /(:\/\/)[\w.~%-]{16,300}(?=@)/g,
    hints: ['://'],
    secretIn: onlyIf(hasDigitAndLetter),
    isKnownByLead: true,
  },
  {
    name: 'TOKEN',
    pattern:
      /([?&#;](?:amp;)?(?:[\w.-]{0,30}(?:token|secret|signature|password|passwd|credential|api[_-]?key|apikey|access[_-]?key|session(?:[_-]?id)?)|sig|hmac|auth|key|code|pwd|pass|jwt|sid)=)[^\s&#"'`<>)\\]{4,2000}/gi,
    hints: ['?', '&', '#'],
    secretIn: urlSecret,
    isKnownByLead: true,
  },
  {
    name: 'PASSWORD',
    pattern: /((?<!(?<!\\)[A-Za-z0-9])curl\b[^\n]{0,200}?\s(?:-u|--user)[\s=]["']?[^\s:"']{1,100}:)[^\s"']{3,200}/g,
    hints: ['curl'],
    isKnownByLead: true,
  },
  {
    name: 'PASSWORD',
    pattern: named(PASSWORD_NAMES, `${ASSIGNED}|${STATED}`),
    secretIn: (found, lead) =>
      /[:=>：][^\p{L}]*$/u.test(lead) ? passwordIn(found, lead) : statedPasswordIn(found, lead),
    isKnownByLead: true,
  },
  {
    name: 'PASSWORD',
    // Command lines and .netrc: no sign between the name and the value.
    pattern:
      /((?:--password|--passwd|--pass|--secret|--token|--api-key|\bsshpass\s{1,3}-p|\blogin\s\S{1,100}\spassword)\s{1,3}["']?|\bmysql(?:dump|admin)?\s[^\n]{0,100}?\s-p["']?)[^\s"'`<>]{6,300}/gi,
    secretIn: statedPasswordIn,
    isKnownByLead: true,
  },
  {
    name: 'SECRET',
    pattern: named(KEY_NAMES, `${ASSIGNED}|\\s{1,2}(?:is\\s{1,2})?${QUOTES}`),
    secretIn: secretValueIn,
    isKnownByLead: true,
  },
  {
    name: 'PASSWORD',
    // Elements of XML: Maven's settings, SOAP.
    pattern:
      /(<(?:[\w-]{1,30}:)?(?:password|passwd|passphrase|secret|token|apikey|api_key|privateKey)>)[^<>\s]{4,500}(?=<\/)/gi,
    hints: ['</'],
    secretIn: (found) => passwordIn(found, '"'),
    isKnownByLead: true,
  },
];

/** The value of a query's parameter that is one of these by its name and no word. */
function urlSecret(found: string, lead: string): string | null {
  const value = found.replace(/[.,;:!?\]}]+$/, '');
  if (/^(?:\[[A-Z]|[<{]|\$|your|xxx|\.\.\.)/i.test(value)) return null;
  const isCertain = /token|secret|sig|passw|credential|api|access|hmac|jwt/i.test(lead);
  if (/^\d+$/.test(value)) return value.length >= (isCertain ? 6 : 20) ? value : null;
  if (hasDigitAndLetter(value))
    return isCertain || value.length >= 16 || (value.length >= 10 && isOfAllSorts(value)) ? value : null;
  if (/passw|pwd|pass=/i.test(lead)) return value.length >= 6 ? value : null;
  return isCertain && value.length >= 8 && !/^[a-z]+(?:[_-][a-z]+)*$|^[a-z]+(?:[A-Z][a-z]+)+$/.test(value)
    ? value
    : null;
}
