import { hasDigitAndLetter } from './secret-kind.js';

/** What stands where a secret would: gaps to fill in, variables, placeholders of this redaction. */
const GAP =
  /^(?:[<{(]|\$\{|\$\(|\$[A-Za-z_]+$|%[A-Za-z_({]|\[[A-Z][A-Z0-9_]*_\d+(?:$|\])|\*{3}|\.{3}|x{3,}$|your?[-_ ]|my[-_ ](?:secret|password|token|key)$|[!&@]\w+$|process\.env|os\.environ)/i;
/** Words that name a type, a state or an algorithm. */
const NO_SECRET =
  /^(?:string|str|text|char|varchar|bytes?|bool|boolean|number|integer|u?int\d*|float\d*|[a-z]+\d*array|object|null|none|nil|undefined|true|false|required|optional|missing|invalid|incorrect|wrong|expired|empty|hidden|disabled|enabled|default|changeme|redacted|masked|removed|placeholder|example|unknown|username|email|login|submit|reset|forgot|current|confirm|confirmation|repeat|unset|plaintext|encrypted|hashed|utf-?8|ascii|latin1|hex|base\d\d(?:url)?|md5|sha-?\d+|[hre]s\d{3}|argon2(?:id|i|d)?|bcrypt|scrypt|pbkdf2|aes-?\d*|rsa-?\d*|ed25519|x509|x25519|oauth2?|openid|pkcs\d+|jwt|bearer|basic|v\d+)(?:$|[-_/ |?:,](?:$|(?:[a-z]+|\d+)(?:$|[-_|:,])))/i;
/** A label or the name of a variable tells what it is. */
const NAMES_ITSELF =
  /^(?:(?:new|old|db|user|current|confirm|repeat|forgot|reset|change|show|hide|invalid|wrong|weak|login|admin|client|api|app|access|auth|refresh|id|csrf|bearer|session|plain|hashed|raw|encoded|my|the|get|set)[-_. ]?){0,3}(?:passwor[dt]|passwd|pwd|pass|secret|token|key|credential|kennwort|contrase[nñ]a|wachtwoord|hash|field|label|input|text|value)s?(?:[-_.]?(?:field|label|input|hash|text|error|hint|placeholder|confirmation|again|reset|strength|required|invalid|mismatch|name|id|key|ref|str|string|encoder|type|is|of|for)s?)*$/i;
/** Names, members, calls and elements: code, no text. */
const CODE = /^[A-Za-z_$]\w*(?:(?:\??\.|->|::)[A-Za-z_$]\w*)*(?:[;?]*$|[([{][^]*)/;
const IDENTIFIER = /^[A-Za-z_$]\w*[;?]*$/;
const PATH_OR_ADDRESS =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:\/\/|(?:arn|urn|data|file|env|vault|ssm):)/i;

const SAID_TO_BE = /(?:is|was|ist|lautet|war|es|est|é|è|to|auf|は|是|为|為)\s{0,3}["'`“„「]$/i;

/** The password that a text after `password:` starts with; null when none stands there. */
export function passwordIn(found: string, lead: string): string | null {
  const isQuoted = /["'`“„«]$/.test(lead);
  const value = valueOf(found, isQuoted);
  if (value === null || (value.startsWith('=') && !isQuoted)) return null;
  if (/\s/.test(value)) return /phrase[^a-z]/i.test(lead) && /^\S+(?: \S+){3,23}$/.test(value) ? value : null;
  if (/^\d+$/.test(value)) return value.length >= 6 ? value : null;
  if (!isQuoted && isBareWord(value, found, lead)) return value;
  if (!isQuoted && CODE.test(value) && !(IDENTIFIER.test(value) && /\d/.test(value) && value.length >= 6)) return null;
  if (hasDigitAndLetter(value)) return value.length >= 6 || /[^\w.-]/.test(value) ? value : null;
  if (/\d/.test(value)) return /[^\d.,:;\s/+-]/.test(value) && value.length >= 6 ? value : null;
  if (value.length < 6 || NAMES_ITSELF.test(value)) return null;
  if (isQuoted) return CODE.test(value) && !IDENTIFIER.test(value) ? null : value;
  const isMixed = /^[^&*!@#%=|^+~?:]/.test(value) && /[!@#$%^&*?+~]/.test(value);
  return (isMixed && /\p{L}/u.test(value)) || /^\p{L}{3,}(?:-\p{L}{3,}){2,}$/u.test(value) ? value : null;
}

/** The password that a text after `the password is` starts with; null when it is a word like `required`. */
export function statedPasswordIn(found: string, lead: string): string | null {
  const isQuoted = /["'`“„«]$/.test(lead);
  const value = valueOf(found, isQuoted);
  if (value === null || value.length < 6 || /\s/.test(value) || /^\d+(?:-[a-z]+)+$/i.test(value)) return null;
  // `pass "limit" to it` is said of code.
  if (/(?<![A-Za-z])pass\s/i.test(lead)) return null;
  if (/^\d+$/.test(value)) return value;
  const isMixed = /\d|[!@#$%^&*+~]|\?(?=.)/.test(value) && /\p{L}/u.test(value);
  return isMixed || (isQuoted && SAID_TO_BE.test(lead) && !NAMES_ITSELF.test(value)) ? value : null;
}

/** The key or token that a text after `token:` starts with; null when none stands there. */
export function secretValueIn(found: string, lead: string): string | null {
  const isQuoted = /["'`“„«]$/.test(lead);
  const value = valueOf(found, isQuoted);
  if (value === null || value.length < 8 || /\s/.test(value)) return null;
  if (CODE.test(value) && !IDENTIFIER.test(value)) return null;
  // Without a sign between the name and the value only what no sentence holds.
  if (!/[:=>：][^\p{L}]*$/u.test(lead)) {
    const isKey = /^[\w+/=-]{20,}$/.test(value) && (isOfAllSorts(value) || /^[0-9a-f]{32,}$/i.test(value));
    return isKey ? value : null;
  }
  if (hasDigitAndLetter(value)) return value;
  return isQuoted && value.length >= 16 && isJumbled(value) ? value : null;
}

/** What of a text can be the value: without what closes the sentence or the call, and null when it is a gap. */
function valueOf(found: string, isQuoted: boolean): string | null {
  const value = isQuoted
    ? found.replace(/\\+$/, '')
    : (found.split(/\\[nrt"']|&(?=[\w.-]{1,60}=)|;(?=\s|$|\w+=)|,(?=\w+[=:])/, 1)[0] ?? '')
        .replace(/[.,;:)\]}»”]+$/, '')
        .replace(/\\+$/, '');
  return value.length < 4 || GAP.test(value) || NO_SECRET.test(value) || isPath(value) ? null : value;
}

/** A path or an address, unless it is a long key in base64, which may open with a slash too. */
function isPath(value: string): boolean {
  return PATH_OR_ADDRESS.test(value) && !(/^[\w+/=]{32,}$/.test(value) && isOfAllSorts(value));
}

/** Small and capital letters and digits. */
export function isOfAllSorts(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

/** One word right behind the name and its `=`, as in files of settings; code has a variable there. */
function isBareWord(value: string, found: string, lead: string): boolean {
  if (value !== found || NAMES_ITSELF.test(value)) return false;
  return /(?:PASSWORD|PASSWD|PASS|PWD|PW)=$/.test(lead)
    ? /^[A-Za-z]{6,}$/.test(value)
    : lead.endsWith('=') && /^[A-Z]?[a-z]{7,}$/.test(value);
}

/** Letters whose case changes as often as chance would have it; words in a name keep theirs for a while. */
function isJumbled(text: string): boolean {
  const changes = text.match(/[a-z](?=[A-Z])|[A-Z](?=[A-Z]?[a-z])/g)?.length ?? 0;
  return changes / text.length > 0.3;
}
