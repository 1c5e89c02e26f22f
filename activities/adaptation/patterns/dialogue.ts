import { praises } from './praise.js';
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
    'nein\\s*[,.!–-](?!\\s*(?:danke|nein))',
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
const CORRECTION = firstWords(Object.values(CORRECTIONS).flat());

/** What was asked for, said once more, or that it was not this. */
const CLAIMS: readonly string[] = [
  "i (?:said|asked|told you|wanted|specified|requested|didn't (?:ask|say|mean|want)|did not (?:ask|say|mean|want)|(?:only|just) (?:wanted|asked|needed))(?! (?:yes|no|hello|my|her|his|it was|to (?:thank|say))(?!\\p{L}))",
  'ich (?:sagte|hatte (?:doch )?(?:gesagt|gebeten|geschrieben)|wollte|hab(?:e)? (?:doch |aber )?(?:gesagt|geschrieben|nach))',
  "(?:j'ai (?:dit|demandé|précisé)|j'avais (?:dit|demandé)|je (?:voulais|t'ai dit|n'ai pas))",
  '(?:te )?(?:dije|pedí|había (?:dicho|pedido)|quería)(?! (?:que s[ií]|gracias))',
  '(?:eu )?(?:disse|pedi|queria|tinha (?:dito|pedido))',
  '(?:我(?:说的|要的|问的|想要的)是|我没(?:有)?(?:让|要|说))',
  '(?:(?:頼|聞|言)(?:んだ|いた|った)のは|と言ったのに)',
];
/** What the answer did wrong or left out. */
const FAULTS: readonly string[] = [
  "you(?:'ve| have)? (?:also |just |only |still |again |always |even )*(?:forgot(?:ten)?|ignored|mis\\p{L}+|skipped|omitted|mixed|confused|swapped|dropped|deleted|removed|changed|repeated|invented|made (?:that|this|it|up)|left|put|gave|used|wrote|added|translated|counted|keep|kept|cut|broke|didn't|did not|haven't|have not|don't|can't|are (?:ignoring|missing|making|repeating))(?!\\p{L})(?! nothing| (?:write|do) this[,.] i)",
  '(?:du|sie|ihr) (?:hast|haben|habt|hattest)(?! recht| mir| sehr| toll)',
  '(?:du|sie) (?:ignorier\\p{L}+|vergisst|vergessen|verwechsel\\p{L}+|wiederhol\\p{L}+)',
  "(?:tu|vous) (?:(?:n')?(?:as|avez)|t'es|vous êtes|confonds|oublies|répètes)(?! raison| bien| très)",
  "t'as (?:pas |oublié|mal)",
  '(?:(?:te|se) (?:equivoca\\p{L}+|falt\\p{L}+|olvid\\p{L}+|confund\\p{L}+)|(?:has|pusiste|usaste|omitiste|cambiaste|repetiste|inventaste))(?!\\p{L})',
  '(?:(?:você|tu) (?:errou|esqueceu|colocou|usou|trocou|confundiu|mudou|repetiu|inventou|não)|(?:se )?(?:enganou|confundiu))',
  '(?:faltou|faltaram|faltan?|es fehl(?:t|en)|(?:da|hier) fehl(?:t|en)|fehlt|il manque|missing|(?:the|my|some|two|one) [^\\n.?!,]{1,40} (?:is|are) missing)',
  "(?:are you sure|bist du (?:dir )?sicher|sind sie sicher|(?:tu es|t'es|es-tu|vous êtes|êtes-vous) sûre?|estás segur[oa]|tem certeza|seguro que)",
  '(?:way |much |far |still |a bit |a little )*too (?!bad|late|funny|cute|kind)\\p{L}+',
  '(?:ist (?:mir |uns )?)?(?:viel |etwas |ein bisschen |immer noch )*zu \\p{L}+(?=[,.!]|$)',
  '(?:beaucoup |un peu |encore )?trop \\p{L}+(?=[,.!]|\\s|$)',
  '(?:demasiado|demais|longo demais|muy (?:larg|cort|formal|complicad|técnic)\\p{L}*|muito (?:long|curt|formal|complicad)\\p{L}*)(?=[,.!]|\\s|$)',
  '(?:same|the same|still the same|exact same) (?:error|problem|issue|result|thing|mistake|answer)',
  '(?:immer noch|noch immer|wieder) (?:der(?:selbe)?|die(?:selbe)?|das(?:selbe)?|gleiche?r?|falsch|nicht|kein)',
  '(?:gleicher|derselbe|selber) fehler',
  '(?:toujours|encore) (?:pas|la même|le même|faux|une erreur)',
  '(?:la |le )?même (?:erreur|problème|résultat)',
  '(?:el )?mismo (?:error|problema|resultado)',
  '(?:o )?mesmo (?:erro|problema|resultado)',
  '(?:klappt|geht|funktioniert|läuft|stimmt|passt) (?:so |leider |immer noch |noch |bei mir )?nicht',
  '(?:ça |cela )?(?:ne )?(?:marche|fonctionne) (?:toujours )?pas',
  '(?:todavía |sigue |aún )?(?:no funciona|sin funcionar|dando error)',
  '(?:ainda )?não (?:funciona|funcionou|deu certo|é (?:isso|esse|essa))',
  'it (?:\\p{L}+ly |just |now |also )?(?:crash|fail|throw|break|hang|freez|error|stop|return(?:s|ed) (?:nothing|null|an? (?:error|empty)))\\p{L}*(?= |[.,!]|$)',
  'not (?:at all|even close|what|really what|quite what)',
  '(?:no|nope|nein|non|não)[,.!]\\s*(?:still|immer noch|toujours|sigue|ainda|encore)',
  'you (?:\\p{L}+ly )?(?!helped|missed|saved|nailed|explained|answered|solved|rocked|mentioned|asked|wanted|need|suggested|recommended)\\p{L}{3,}ed(?!\\p{L})',
  '(?:no )?(?:me |te |lo |la )?(?!existe|triste|chiste|insiste|consiste|viste|ayudaste)\\p{L}{3,}(?:aste|iste)(?!\\p{L})',
  "(?:doesn'?t|isn'?t|won'?t|didn'?t|wasn'?t|not) (?:work(?:ing)?|compile|match|run|help(?:ful)?|what i|right|correct|true|it|even)",
  "(?:still|now|but i'm|i'm still|i still|i'm) (?:getting|get|see|seeing|fails?|failing|throws?|crash\\p{L}*|broken|missing|wrong|not|doesn|the same|\\p{L}+s (?:it|the))",
  "(?:i think |i believe |pretty sure |afaik )(?:that|this|it)(?:'s| is) (?:\\p{L}+ )?(?:outdated|wrong|incorrect|not|false|incomplete)",
  '(?:syntax|type|runtime|compile|build|import|parse) error',
  '(?:no luck|nothing (?:happens|happened|changed)|nope$|wrong(?=[,.!]|\\s|$)(?! answers only| tense or))',
  '(?:half|some|most|all|none|two|three|one|both|many) of (?:them|these|those|the [^\\n.?!]{1,20}) (?:are|is|were|was|do|don|have)',
  '(?:die hälfte|einige|manche|alle|zwei|drei)(?: davon| von)? (?:sind|ist|war|waren|haben)',
  '(?:la moitié|la plupart|certains|plusieurs) (?:sont|est|ne)',
  '(?:la mitad|la mayoría|algun[oa]s|vari[oa]s|dos|tres) (?:son|es|no|están)',
  '(?:metade|a maioria|algun[sma]{1,2}|dois|três) (?:são|é|não|estão)',
  '(?:wikipedia|google|the (?:docs|documentation|manual|website|official)|my (?:teacher|professor|book|textbook)|according to)[^\\n?]{0,40} (?:says?|said|states?|lists?|shows?|is|it)(?!\\p{L})',
  '(?:das|dies|so) (?:kann|sollte|darf|dürfte) (?:nicht|doch nicht|so nicht)',
  'das (?:ist|sind|war|waren) (?:doch|aber|ja (?:gar |doch )|nur|immer noch|schon wieder|viel zu|zu|kein|keine|nicht|gar)',
  '(?:不对|错了|不行|还是(?:不|同样|错|有)|太(?:长|短|正式|复杂|难)|你(?:漏|忘|错|搞错|弄错|理解错|没)|少了|你\\p{Script=Han}{1,2}[了成]|(?:这|那)不是|你确定|同样的错误)',
  '(?:まだ|違[いうっ]|いや[、，]|いいえ[、，]|間違|同じ(?:エラー|結果|問題)|長すぎ|短すぎ|硬すぎ|動(?:きません|かない)|うまくいきません|そうでは|(?:それ|これ)(?:は|じゃ|では)[^\\n。]{0,20}(?:ない|ません|違)|本当に正しい)',
];
const FAULT = firstWords([...CLAIMS, ...FAULTS]);

/** "That's the structure of a sonnet", "but this is Rust": says of the answer what it is, against what was asked. */
const ABOUT_ANSWER = firstWords([
  "(?:that|this|these|those|it|this one|that one|the (?:first|second|third|last|other) one)(?:'s|'re| is| are| was| were| looks?| sounds?) (?:still |all |just |only |way |much |far |again |even |actually |too |not |no |the |from |for )",
  "it (?:still |just |now |also )?(?:doesn'?t|does not|didn'?t|won'?t|can'?t|never|only) (?:even |really |actually )?(?:work|compile|run|render|match|rhyme|load|fit|show|open|print|save|parse|build|add|make|help|return|say|mention|include|answer|contain|sound|look|read|feel|do)",
  "(?:that|this|these|those|this one|that one|the [\\p{L}]+)(?: \\p{L}+)? (?:doesn'?t|does not|don'?t|do not|isn'?t|is not|aren'?t|are not|wasn'?t|won'?t|can'?t|cannot|didn'?t|never|only|still) (?!have|need|matter|like|want|belong)",
  "(?:that|this|these|those|it)(?:'s|'re| is| are)(?: \\p{L}+)? (?:outdated|incomplete|false|wrong|nonsense|backwards|misleading|inaccurate|cut off|missing|unreadable|broken|invented|made up)",
  "(?:c'est|ce sont|ça reste|c'était) (?:encore |toujours |juste |trop |pas |plus |beaucoup trop |un |une |le |la |du |des |de l)",
  "(?:ça|cela|ce|il|elle|ils|elles)(?: ne | n')\\p{L}+ (?:toujours |même |vraiment |encore )?(?:pas|plus|rien)(?!\\p{L})",
  '(?:das|dies|es|da|so|hier|die [\\p{L}]+|der [\\p{L}]+) \\p{L}+ (?:\\p{L}+ ){0,2}(?:nicht|kein\\p{L}*|nichts)(?!\\p{L})',
  '(?:eso|esto|ya|así|ahora|ahí) no \\p{L}+',
  '(?:isso|assim|ainda|agora|aí) não \\p{L}+',
  '[^\\n。？]{1,24}(?:(?:て|で)(?:い)?(?:ません|ない)(?:でした)?|(?<!好きでは)ありません|足りません|足りない)(?:[。！よねが]|$)',
  '(?:这|那)(?:个)?(?:不|没|并不|太|还是)|没有[^\\n，。]{1,12}(?:$|[，。])',
  '(?:eso|esto|esos?|esas?|estos|estas) (?:es|son|era|está|están|sigue|siguen) (?:todavía |solo |demasiado |muy |un |una |el |la |los |las |de )',
  '(?:isso|esse|essa|esses|essas) (?:é|são|está|estão|ainda|era) (?:ainda |só |muito |um |uma |o |a |de )',
]);
/** "This runs every day": a single statement about it, with nothing good in it. */
const OF_IT = firstWords([
  "(?:that|this|these|those|das|dies|ce sont|c'est|eso|esto|isso|isto|esse|essa) \\p{L}+(?: [^\\n?.!。]+)?[.!]*$",
  "c'est \\p{L}+[^\\n?.!。]*[.!]*$",
]);
/** "…, nicht drei": one thing set right against another. */
const CONTRAST =
  /,\s(?:(?:but|and|sondern|y|e|et)\s)?(?:not(?! even)|nicht|kein|keine|pas|não|no(?= (?:de|en|el|la|los|las|a|un|una|con|para)(?!\p{L})))\s[\p{L}\p{N}'’ %€$-]{1,40}[.!\s]*$|不是[^\n，。]{1,12}[，。]?(?:是|而是)|(?:では|じゃ)なく/iu;
/** A fault named anywhere in a statement, or that nothing changed. */
const IS_WRONG =
  /(?:(?:['’]s|(?<!\p{L})(?:is|are|was|were|ist|sind|war|est|sont|está|están|é|são|estão)) (?:\p{L}+ ){0,2}|^)(?:wrong|incorrect|missing|outdated|broken|invalid|false|swapped|falsche?\p{L}?|verkehrt|kaputt|vertauscht|fausse?s?|faux|incorrect[oe]?s?|mal|errad[oa]s?|incorret[oa]s?)(?!\p{L})|(?<!\p{L})(?:fehl(?:t|en)|faltan?|manquent?|(?:is|are) missing)[.!\s]*$|不对|错了|有误|違い|違う|間違|おかしい/iu;
const STILL =
  /(?<!\p{L})(?:still(?! need)|immer noch|noch immer|toujours|todavía|sigue|siguen|ainda|continua)(?!\p{L})|还是|まだ/iu;
/** Somebody or something else than the answer is spoken of. */
const OF_OTHERS = /^[\s"]*(?:she|he|they|her|his|er|sie|il|elle|ils|elles|él|ella|ellos|ele|ela)(?:['’]|\s)/iu;
const ASKS =
  /^[\s"¿]*(?:and |und |et |y |e )?(?:what|why|how|where|who|which|when|is|are|was|were|does|do|did|can|if|warum|wieso|wie|wo|wer|welche\p{L}?|wann|ist|sind|gibt|pourquoi|comment|où|qui|quels?|quelles?|est-ce|por qué|cómo|dónde|qué|quién|como|onde|quem|qual|fix|find|correct|explain|tell|show|write|make|check|korrigier\p{L}*|such\p{L}*|corrig\p{L}*)(?!\p{L})/iu;
/** What the writer says of himself is no fault of the answer. */
const WRITER =
  /(?<!\p{L})(?:i|i'm|i've|i'd|i'll|me|my|we|our|let's|don't|do not|please|never|ich|mir|mich|mein\p{L}*|wir|unser\p{L}*|bitte|je|j|mon|ma|mes|nous|yo|mi|mis|me|eu|meu|minha)(?!\p{L})/iu;
/** What sounds like it and finds no fault. */
const CONTENT =
  /(?<!\p{L})(?:good|nice|tough|hard|easy|fascinating|crazy|wild|wow|sad|impressive|surprising|ok|okay|more (?:sense|than)|gusta|j['’]aime|gosto|bad|urgent|matter|important|needed|necessary|a (?:problem|lot)|enough|all(?=[.!,]|$| for| i| we)|thanks?|thank you|thx|helpful|interesting|fun|funny|makes sense|helps?|helped|explains?|reminds?|works?|worked|sounds like fun|great|perfect|lovely|beautiful\p{L}*|well (?:put|said|done)|nicely|clever|cool|amaz\p{L}+|best|better|fine|what i (?:wanted|needed|was looking)|the (?:one|answer|best)|danke|spannend|sagt mir|kenne|wusste|gut|schön|schlimm|wichtig|genug|alles(?=[.!,]|$)|merci|bien|parfait|mieux|grave|gracias|bien|genial|perfecto|mejor|obrigad[oa]|bom|perfeito|ótimo)(?!\p{L})/iu;
/** What the user tells about himself, or hands over, is no judgement. */
const TELLS =
  /^[\s"]*(?:\p{L}+,?\s)?(?:this|that|it|these|those|das|c|es|é|eso|isso)(?:['’]s| is| are| was| ist|['’]est| es| é)? (?:for|für|pour|para|mein\p{L}*|from|my|our|due|about|what|how|the (?:code|file|text|error|output|log|message))(?!\p{L})/iu;
const LONGEST_JUDGEMENT = 100;

function firstWords(ways: readonly string[]): RegExp {
  const written = ways.map((way) => way.replaceAll(' ', '\\s{1,3}').replaceAll("'", "['’]"));
  return new RegExp(`^[\\s"]*${LEAD_IN}(?:${written.join('|')})`, 'iu');
}

/**
 * Whether a turn opens by saying that the answer before it is wrong, not what was meant, or does not work; a first turn
 * answers nothing. A fault that shows only to who knows the answer ("I count 22") is mostly not seen.
 */
export function corrects(text: string, turn: number): boolean {
  if (turn === 1) return false;
  const opening = text.slice(0, 300);
  if (praises(opening)) return false;
  return CORRECTION.test(opening) || FAULT.test(opening) || judges(text);
}

/** A short statement and nothing else that says what is wrong with the answer, with no word of fault in it. */
function judges(text: string): boolean {
  const said = text.trim();
  if (said.length > LONGEST_JUDGEMENT || /[?？\n]/u.test(said) || CONTENT.test(said) || TELLS.test(said)) return false;
  const isWriters = WRITER.test(said) || OF_OTHERS.test(said);
  if (ABOUT_ANSWER.test(said)) return !isWriters || !/[.!。]\s+\S/u.test(said);
  return (
    !isWriters &&
    !ASKS.test(said) &&
    (OF_IT.test(said) || CONTRAST.test(said) || IS_WRONG.test(said) || STILL.test(said))
  );
}

export const DIALOGUE_PATTERNS: readonly PromptPattern[] = inContext([
  presence(
    'correction',
    'a later turn that opens by naming a fault of the answer before ("no, I meant …", "that is still wrong")',
    (text, { turn }) => corrects(text, turn),
  ),
]);
