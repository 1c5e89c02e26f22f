/**
 * Matches any of the phrases as whole words, whatever the case. The phrases are regular expressions; a space stands for
 * any white space, a straight apostrophe for a curly one as well. JavaScript's `\b` knows ASCII only, so word ends are
 * told by letters and digits of any script.
 */
export function anyPhrase(...phrases: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${phrases.map(loosened).join('|')})(?![\\p{L}\\p{N}_])`, 'iu');
}

/** Like {@link anyPhrase}, but only where a sentence or a line begins, after a greeting, a conjunction or "please". */
export function openingPhrase(...phrases: readonly string[]): RegExp {
  return new RegExp(`${CLAUSE_START}(?:${phrases.map(loosened).join('|')})(?![\\p{L}\\p{N}_])`, 'iu');
}

const GREETINGS = 'hi|hello|hey|hallo|guten tag|bonjour|salut|hola|buenos días|olá|oi|bom dia';
const LEAD_INS =
  'please|pls|kindly|now|then|and|but|also|bitte|jetzt|dann|und|aber|auch|merci de|puis|et|mais|por favor|ahora|luego|y|pero|agora|depois|e|mas';
const CLAUSE_START = `(?:^|[.!?;:\\n,(])[\\s>*\\-\\d.)¡¿"]{0,8}(?:(?:${loosened(GREETINGS)})(?: there| team)?[,!.\\s]{1,3})?(?:(?:${loosened(LEAD_INS)})[,\\s]{1,3}){0,2}`;

function loosened(phrase: string): string {
  return phrase.replaceAll(' ', '\\s{1,3}').replaceAll("'", "['’]");
}
