import { inContext, type PromptPattern, presence } from './prompt-pattern.js';

/** What people say before they correct. */
const LEAD_IN =
  '(?:(?:h+m+|oh|wait|sorry|well|but|ok|okay|oops|um|uh|eh|ach|aber|moment|entschuldigung|pardon|perd[oó]n|desculpe?|mais|pero|mas)[,.!:…\\s]+){0,3}';
/** One alternative per way of correcting; each must begin the turn. */
const CORRECTIONS: Readonly<Record<'en' | 'de' | 'fr' | 'es' | 'pt', readonly string[]>> = {
  en: [
    "(?:no|nope|nah)[,.!\\s-]+(?:(?:that's|thats|that is|it's) (?:not|wrong|the wrong)|i (?:meant|mean|said|asked|wanted)|not (?:the|that|this|what|it|so)|you |this is (?:not|wrong)|wrong)",
    "(?:(?:i (?:am|'m) )?(?:sorry|afraid)[,\\s]+)?(?:that|this|it|those|these)(?:'s| is| are| was| were) (?:(?:still|completely|just|simply|also) )?(?:not (?:what|right|correct|it|true|the)|wrong|incorrect|only|sorted|false|the wrong)(?! answers only)",
    '(?:no|nope), (?:the|my|a) ',
    '(?:that|this|those|these) (?:is|are) still ',
    '(?:wrong|incorrect)(?:[.,!:]|$)(?! answers)',
    'wrong (?:file|table|language|year|person|one|word|country|city|version|format)',
    'not (?:by|in|the|that|this|what|quite|for) (?!(?:only|bad|least)\\b)[^\\n]{0,60}?(?:[,;–-] ?(?:but )?(?:by|in|the|for|that)\\b|$|i (?:asked|meant|wanted))',
    '(?:actually,? )?i (?:meant|was asking)(?! (?:no|well|to)\\b)',
    '(?:no|nope)[,.!\\s-]+[^\\n.?!]{1,60} i (?:mean|meant)',
    "(?:that|this|it)(?:'s| is| was) (?!great|good|fine|right|perfect)[^\\n.?!,]{1,40}, not ",
    '(?:this|that|the|your|these|those) (?:\\p{L}+ ){1,2}(?:is|are) (?:still )?(?:wrong|incorrect|not (?:right|correct|what))',
    'i (?:asked (?:for|you|about)|told you|said) (?!yes|no |hello|it was)',
    "you (?:forgot|ignored|misunderstood|misread|skipped|didn't|did not|used|left out|missed) (?!nothing|(?:write|do) this[,.] i)",
    "(?:that|this|it) (?:doesn't|does not|didn't) (?:answer|work|help|fit|match|compile)",
    "(?:doesn't|does not|didn't) work",
    "(?:that|this|it) (?:can't|cannot) be (?:right|correct|true)",
    "(?:it|this|that)(?:'s| is)? still (?:not|fails?|wrong|broken|doesn't|does not|the same|crash(?:es)?|missing)",
    'still (?:not|wrong|broken|fails?|doesn|the same error|missing)',
    "(?:these|those|the) [\\p{L}]+ (?:don't|do not|doesn't|does not) (?:exist|match|work|add up)",
    '(?:please |now )?try (?:it )?again(?! (?:is|was|by)\\b)',
    "(?:you|your answer) (?:are|is|'re) wrong",
  ],
  de: [
    'nein[,.!\\s-]+(?!danke|nein)',
    'falsch(?:[.,!:]|$)',
    'das (?:ist|war) (?:leider |immer noch |noch )?(?:falsch|nicht (?:richtig|das|was|korrekt))',
    'das (?:stimmt|passt|funktioniert|geht) (?:so |leider |immer noch |noch )?nicht',
    'ich (?:meinte|habe (?:doch )?gesagt|wollte (?:doch|eigentlich))',
    '(?:das|es|dies) (?:ist|sind) (?:immer noch|noch immer) ',
    'so war das nicht',
    'nochmal(?!\\p{L})',
    'du hast (?:das|die|den|es|mich)? ?[^\\n]{0,40}?(?:vergessen|übersehen|falsch verstanden|missverstanden)',
    'immer noch (?:falsch|nicht)',
  ],
  fr: [
    "non[,.!\\s-]+(?:ce n|c'est|je (?:voulais|parlais|demandais)|pas )",
    "ce n'est (?:toujours )?pas (?:ce|ça|cela|correct|la bonne|le bon|juste)",
    "c'est (?:faux|incorrect|toujours faux)",
    '(?:je voulais dire|je parlais de|je demandais)',
    'tu as (?:oublié|mal compris)',
    'vous avez (?:oublié|mal compris)',
    'ça ne (?:marche|fonctionne) (?:toujours )?pas',
  ],
  es: [
    'no[,.!\\s-]+(?:eso|quise|me refería|quería|está|es eso|así no|no es)',
    'eso (?:no es|está mal|es incorrecto|no)',
    '(?:quise decir|me refería)',
    'te (?:olvidaste|has olvidado)',
    '(?:sigue sin|todavía no) funciona',
  ],
  pt: [
    'não[,.!\\s-]+(?:isso|eu quis|é isso|quis|está|eu pedi)',
    'isso (?:não|está errado)',
    'eu (?:quis dizer|me referia)',
    'você (?:esqueceu|entendeu mal)',
  ],
};
const CORRECTION = new RegExp(
  `^[\\s"]*${LEAD_IN}(?:${Object.values(CORRECTIONS)
    .flat()
    .map((way) => way.replaceAll(' ', '\\s{1,3}').replaceAll("'", "['’]"))
    .join('|')})`,
  'iu',
);

/** Whether a turn opens by correcting the answer before it; a first turn answers nothing. */
export function corrects(text: string, turn: number): boolean {
  return turn > 1 && CORRECTION.test(text.slice(0, 300));
}

export const DIALOGUE_PATTERNS: readonly PromptPattern[] = inContext([
  presence(
    'correction',
    'a later turn that opens by correcting the answer before ("no, I meant …")',
    (text, { turn }) => corrects(text, turn),
  ),
]);
