import { ownWords } from './own-words.js';
import { anyPhrase, sentencePhrase } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** A question mark that ends a sentence: none in an address (`?id=3`), a pattern (`a?b`) or code (`x ? y : z`, `a?.b`). */
const QUESTION_MARK = prefiltered(
  /(?:[\p{L}\p{N}\p{Emoji_Presentation}'"’”»)\]\uFFFC%€$]\s{0,2}\?(?=[\s'"’”»)\]!?]|$)(?!\s[^\s:]{1,40}\s:\s)|[？؟]|¿)/u,
);

/** A word of the same clause. */
const W = "[\\p{L}\\p{N}\\uFFFC'’-]{1,30}";
/** Subjects of a clause that hangs on another one: "what you wrote", "how it works", "where the fire is". */
const SUBJECT = '(?:i|you|he|she|it|we|they|a|an|the|this|that|these|those|my|your|our|his|her|their|there|one|people)';
const AUXILIARY =
  "(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|must|shall|might|may|am)(?:n['’]t)?";
/** A verb that may follow "will AI …" or "can bread …"; without one "Will Smith" and "can opener" are names. */
const BASE_VERB =
  '(?:be|get|do|have|go|make|take|eat|drink|use|help|work|cause|lead|replace|become|affect|change|come|happen|see|fly|swim|sleep|live|die|grow|survive|understand|learn|speak|write|read|run|hurt|need|want|know|think|feel|still|ever|also|really|actually|safely|legally|not|find|give|keep|sell|buy|pay|travel|enter|drive|play|win|lose|rise|fall|beat|kill|prevent|reduce|increase|improve|handle|support|access|share|freeze|cook|melt|break|stop|start|begin|end|ruin|damage|cure|treat|transfer|return|cancel|apply|vote|smell|hear|taste|recognize|store|wear|hold|open)';
const ENGLISH: readonly string[] = [
  `(?:what|why|how|where|who|whom|whose|when|which) ${AUXILIARY} (?!not |(?:why|how|what|who|because|when|where|fine|great|also|then) )`,
  `(?:what|why|how|where|who|when)(?:'s|'re|'d)`,
  '(?:whats|wheres|whos|hows|whens)',
  '(?:at|in|on|to|for|from|with|by|of|under|until|since|about|against) (?:what(?! (?:i|you|we|they|he|she|it|follows|is)(?!\\p{L}))|which(?! (?:i|you|we|they|he|she|it|the)(?!\\p{L}))|whom|whose|how (?:many|much|long|often|far)) [\\p{L}]{1,30}',
  `(?:whose|which|what) (?!${SUBJECT}(?!\\p{L}))(?!(?:matters|follows|remains|counts|annoys|bothers|brings|means|leads|reminds|else|if|is)(?!\\p{L}))${W} (?:${W} ){0,4}?(?:${AUXILIARY}|goes?|makes?|comes?|fits?|works?|suits?|causes?|means?|has|runs?|wins?|uses?|needs?|costs?|happens?|to|sells?|tastes?|lasts?|belongs?|stands?|won|made|came|took|led|starts?|ends?|gives?|contains?|offers?|helps?|keeps?|lives?|eats?)(?!\\p{L})(?!,)`,
  `(?:which|what) (?:one|ones|of|kind|type|sort|time|about|if|else|happens|happened|makes|causes|caused|goes|comes|works|means|should|colou?r|size|day|year)(?!\\p{L})(?! (?:i|you|we|they|he|she|it) (?:${W} ){1,3}(?:is|was|are))`,
  `how (?:to(?!(?:s| (?:videos?|guides?|books?|articles?|sections?|manuals?|posts?|blog|page))(?!\\p{L}))|come|much|many|long|often|far|old|about|fast|big|good|likely|late|early|high|tall|deep|hot|cold|safe|hard|bad|soon|well|accurate|expensive|wide|heavy|strong|reliable|common|important)(?= )(?! (?:it|that|this|you|we|they|he|she) (?:is|was|are|were) (?:matters?|depends|does|is|not))`,
  'why (?![^.?!\\n]{0,60}:)(?!(?:i|you|he|she|it|we|they|and)(?!\\p{L}))(?:not|bother|the|my|this|it|[\\p{L}]{2,20}) [\\p{L}]{1,30}',
  `which (?!(?:brings|is|was|means|leads|makes|made|reminds|led|meant|in turn|${SUBJECT})(?!\\p{L}))${W} ${W} ${W}`,
  `how (?!${SUBJECT}(?!\\p{L}))[\\p{L}]{3,15} (?:is|are|was|were|do|does|did|can|could|should|would|will|has|have)(?!\\p{L})`,
  `(?:where|what|when|who|which) to [\\p{L}]{2,15}(?! (?:guide|list|book))`,
  `who (?!(?:knows|cares|is who|${SUBJECT})(?!\\p{L}))(?:else )?[\\p{L}]{2,15}(?:ed|s|t|de|rote|on|an|ade|ew|lls?|ave|ook|ang|ot|ead)(?= )`,
  `(?:does|did|is|are|am|has|had|isn't|aren't|wasn't|doesn't|didn't|hasn't|weren't|were) (?!(?:written|printed|shown|stated|called|attached|missing|to|based|due|or|and)(?!\\p{L}))${W} ${W}`,
  `was (?:the|it|there|this|that|he|she|my|your|our|his|a|an|any|all) ${W}`,
  `was (?:${W} ){1,3}(?:a|an|the|ever|really|born|always|once|[\\p{L}]{2,12}ed|built|made|written|known)(?!\\p{L})`,
  `(?:can|could|would|will|should|shall|might|must|won't|can't|couldn't|shouldn't|wouldn't) (?:you|i|we|it|this|that|there|the|a|an|my|your|our|someone|anyone|anybody|somebody|he|she|they|these|those|one|people) ${W}`,
  `may (?:i|we|my) ${W}`,
  `(?:can|could|would|will|should|must) (?:${W} ){1,3}?${BASE_VERB}(?!\\p{L})`,
  `do (?:you|i|we|they|people|any|most|many|older|younger|babies|kids|men|women|my|your (?!best|part|job|homework|own|thing|worst|research)|our|these|those|the (?:${W} ){1,3}?(?:still|need|have|ever|really|also|usually|always|get|make|use|come|go|want|work))(?!\\p{L})`,
  `do (?:all|some|both|other) [\\p{L}]{2,20}s [\\p{L}]{2,20}`,
  `do (?!(?:the|this|that|it|not|a|an|your|my|me|so|some|all|these|those|as|what|whatever|no|n't|one|two|three|ten|more|better|another|both|nothing|something|everything|exactly|only|just|research|yoga|sports|with|by|in|for|for|again|now|any)(?!\\p{L}))${W} (?:${W}(?! (?:please|now|for me)))`,
  `have (?:you|we|they|i|there|any(?:one|body)?|people|humans|scientists|my|the (?:${W} ){1,2}ever)(?!\\p{L})(?! (?:look|try))`,
  'has (?:anyone|anybody|the|it|this|there|he|she|my)(?!\\p{L}) ',
  '(?:any|some) (?:idea|ideas|way|tips|chance|suggestions|thoughts|advice|recommendations|news|good)(?!\\p{L})',
];

const VERB_DE =
  '(?:ist|sind|war|waren|hat|haben|hatte|kann|kannst|können|könnte|könnt|darf|dürfen|muss|müssen|soll|sollte|sollen|sollten|wird|werden|würde|würdest|wäre|gibt|geht|gehen|macht|machen|braucht|brauchen|brauche|kommt|kommen|lohnt|stimmt|hilft|reicht|gilt|zählt|wirkt|schmeckt|passt|gehört|kostet|dauert|bekomme|bekommt|funktioniert|schadet|hält|bedeutet|heißt|fehlt|gelten|leben|schlafen|fliegt|fährt|trägt|verdient|darfst|musst|sollst|weiß|wissen|möchte|mag|läuft|wächst)';
/** "Wo gehobelt wird, fallen Späne": the second half of a sentence whose first half only looks like a question. */
const NO_RELATIVE_DE =
  '(?![^,?!.\\n]{1,60}(?:,|wird,|ist,|hat,) (?!(?:wenn|falls|dass|ob|weil|obwohl|um|der|die|das|den|dem|und|oder|als|bevor|nachdem|damit|also|bitte|ohne|wo|was|wie|wer|hier|obwohl|denn|aber)(?!\\p{L}))[\\p{Ll}])';
const GERMAN: readonly string[] = [
  '(?:warum|wieso|weshalb|woher|wohin|wozu|womit|wofür|wodurch|worin|woran|wovon|worauf|worüber|wogegen) (?!auch|nicht nur|immer)\\p{L}{1,40}',
  `(?:was|wie|wann|wo|wer|wem|wen|wessen)${NO_RELATIVE_DE} (?!(?:gesagt|besprochen|gewünscht|immer|folgt|oben|unten|vereinbart|erwähnt|üblich|gehabt|auch|du|ich|er|wir|man|ihr|mein|meine|nicht|oft|jetzt|selbst|erst|sonst)(?!\\p{L}))(?:${VERB_DE}|viel|viele|lange|oft|groß|hoch|weit|teuer|schnell|alt|spät|schwer|tief|gut|heiß|weit|schlimm|früh|sicher|gefährlich|stark|[\\p{L}]{2,14}(?:e|st|t|en|te|ten|ab|ob|ieb|ang|and|and|am|og|uf|ar))(?!\\p{L})`,
  `welche[rsnm]? (?:[\\p{L}-]{2,30} ){1,4}?(?:${VERB_DE}|[\\p{L}]{2,15}(?:st|t|en))(?!\\p{L})`,
  'welche[rsnm]?(?: [\\p{L}-]{2,20})?(?=\\s?$)',
  `(?:in|mit|bei|von|aus|für|auf|um|an|zu|nach|seit|ab|bis) (?:welche[rsnm]?|wem|wen|wann|wie viele?|wie viel)(?!\\p{L})`,
  '(?:kannst|könntest|würdest|weißt|hast|bist|willst|findest|siehst|kennst|magst|meinst|glaubst|denkst|darfst|soll|sollst|hättest|wärst) du',
  '(?:können|könnten|würden|haben|wissen|kennen|hätten|wären|dürfen) sie',
  `${VERB_DE} (?:es|das|ich|man|sich|der|die|den|dem|dieser?|diese[nms]?|mein|meine|meinen|jemand|wir|ein|eine|einen|einem|denn|jeder|alle|auch|hier|noch|mir|dort|da|schon)(?!\\p{L})(?! (?:problem|frage|fehler),)`,
  `(?:haben|hat|können|kann|sind|ist|dürfen|darf|müssen|muss|brauchen|braucht|gibt|schlafen|leben|wird|werden|soll|sollen|hilft|schadet) (?!(?:nicht|als|aber|und|mich|zu)(?!\\p{L}))[\\p{L}-]{2,25} [\\p{L}-]{2,25}`,
];

const FRENCH: readonly string[] = [
  "(?:qu'est-ce|est-ce qu|est-ce que|pourquoi|combien|à quoi|de quoi|en quoi|avec quoi|à qui|pour qui|chez qui|à quelle|de quelle|dans quel(?:le)?s?|en quelle|à quel)(?:'| )?\\p{L}{0,20}",
  "comment (?!(?:out|on|section|this|the|in|line|lines|your|thread|tags?|block|field)(?!\\p{L}))(?:puis|peut|peux|peuvent|faire|ça|se|je|on|fonctionne|est|sont|dois|doit|marche|installer|utiliser|[\\p{L}']{3,20}(?:er|ir|re|oir)|s'|vas|va|tu|appelle|dit-on|savoir|changer|[\\p{L}]{3,15}-(?:t-)?(?:on|il|elle|je|tu|vous))",
  "d'o\\u00f9 [\\p{L}]{2,20}",
  'que (?:fait|faire|faut|signifie|veut|pensez|penses|devient|mange|mangent|contient|risque|se passe|vaut|doit|peut|mettre|visiter|choisir|font|dois|puis|dit)(?= )',
  'quand (?![^.?!\\n]{0,80},)(?:a|ont|as|va|vont|aura|était|fut|il|elle|on|le|la|les|[\\p{L}]{3,15}) [\\p{L}]{1,20}',
  "quel(?:le)?s? (?!(?:beau|belle|bon|bonne|joli|jolie|dommage|plaisir|horreur|surprise|chance|idiot|magnifique)(?!\\p{L}))[\\p{L}'’-]{1,30}(?: [\\p{L}'’-]{1,20})?",
  "o\\u00f9 (?!que(?!\\p{L}))(?![^.?!\\n]{0,80},)[\\p{L}']{2,25}",
  'quand (?:[\\p{L}]{2,15}(?:er|ir|re|oir)(?= )|est|sera|dois|faut|puis|peut|a lieu|commence|sort|sont|ouvre|ferme|[\\p{L}]{2,15}-)',
  'qui (?![^.?!\\n]{0,80},)(?![\\p{L}]{2,12}ra [\\p{L}]{2,12}ra)(?:est|a|sont|peut|était|fut|doit|sait|[\\p{L}]{3,15}(?:e|t|a|ait|it)) (?!, )',
  "(?:c'est|ça|cela) (?:quoi|qui|où|quand|combien|comment)|(?:ça|cela) (?:veut dire|coûte|fait|dure|marche) (?:quoi|combien|comment)",
  '(?:peux|as|es|vas|pourrais|sais|connais|veux|penses|crois|dois|aurais)-tu',
  '(?:pouvez|avez|êtes|pourriez|savez|connaissez|voulez|pensez|auriez|devez|croyez)-vous',
  '(?:y a-t-il|faut-il|puis-je|dois-je|peut-on|doit-on|existe-t-il)',
  '(?:tu (?:peux|pourrais|connais|sais|as) [^.\\n]{1,60}\\?)',
];
/** Verb and pronoun in turn ask wherever they stand: "Le lait de coco se congèle-t-il". */
const FRENCH_INVERSION = prefiltered(
  /(?<!\p{L})(?!rendez|servez|assurez|mettez|allez|tenez|imaginez|rappelez|souvenez|limitez|comportez|concentrez|inspirez|basez|asseyez|dépêchez|méfiez|peut-être|dit)\p{L}{1,20}-(?:t-)?(?:ils?|elles?|on|je|tu)(?![\p{L}-])/iu,
);

const SPANISH: readonly string[] = [
  '(?:(?:en|de|a|con|para|por|desde|hasta) )?(?:qu\\u00e9|c\\u00f3mo|cu\\u00e1ndo|cu\\u00e1nt[oa]s?|d\\u00f3nde|qui\\u00e9n(?:es)?|cu\\u00e1l(?:es)?|por qu\\u00e9|a d\\u00f3nde) (?!(?:bonito|bueno|pena|lástima|rico|lindo|alegría)(?!\\p{L}))\\p{L}{1,40}',
  'como (?:puedo|hago|se hace|se dice|funciona|se llama|puede|posso|faço|eu faço|eu posso|fazer|é que|se faz|se diz|funcionam?|saber|tirar|hacer|llego|chego|usar)',
  '(?:que|cual|cuales|quien|quienes|cuanto|cuanta|cuantos|cuantas) (?:es|son|significa|hora|cuesta|dura|pasa|fue|hay|vale|tarda|mide|invent[oó]|escribi[oó]|gan[oó])',
  'donde (?![^.?!\\n]{0,80},)(?:esta|está|están|puedo|hay|queda|compro|se|vive|viven)',
  'por que (?:no|se|me|el|la|los|las|es|está|o|a|os|as|não|meu|minha|isso|eu|[\\p{L}]{2,15})(?= )',
  '(?:puedes|podrías|puede|podría|sabes|tienes|conoces|puedo|podemos|debo|deberia|debería|sirve|conviene|existe|existen|vale la pena|es (?:posible|verdad|mejor|normal|cierto|seguro|bueno|malo|legal|necesario|obligatorio|recomendable)|se (?:puede|pueden|debe|deben|necesita|permite)|hay (?:alg\\u00fan|alguna|alguien|una forma|que|vida|riesgo|manera|trenes|diferencia)|son (?:buenos|buenas|malos|malas|peligros[oa]s)) \\p{L}{1,40}',
];
const PORTUGUESE: readonly string[] = [
  '(?:(?:em|de|com|para|por) )?(?:o que|o quê|qual|quais|quem|quantos?|quantas?|quanto|onde|aonde) (?![^.?!\\n]{0,80},(?! por favor))(?!(?:você|eu|ele|ela|eles|nós|vocês) (?:disse|escreveu|fez|falou|mandou|quer|quero) [^?]{0,60}(?:está|é|foi|não))\\p{L}{1,40}',
  'como (?!(?:disse|falei|te|eu disse|combinado)(?!\\p{L}))(?:se |eu |é que )?[\\p{L}]{2,15}(?:ar|er|ir|por)(?!\\p{L})',
  '(?:a |de |em |com |por )?que (?:horas?|idade|dia (?:é|foi|será|abre|começa|vence)|tipo|tamanho|cor|idade|parte|língua|ano|mês)(?!\\p{L})',
  'quando (?![^.?!\\n]{0,80},)[\\p{L}]{3,15}(?:am|ou|eu|iu) ',
  'quando (?:é|será|devo|posso|foi|começa|sai|termina|abre|fecha|vence|nasceu)',
  '(?:você (?:pode|poderia|sabe|consegue|tem|conhece)|existe (?:algum|alguma|um|uma|vida)|há (?:algum|alguma|vida|risco)|posso|devo|preciso de visto|dá (?:para|pra)|tem (?:como|problema|algum|alguma)|pode(?:-se)?|podemos|é (?:possível|verdade|seguro|normal|legal|melhor|permitido|preciso|necessário|obrigatório)|vale a pena|faz mal|será que|consigo) \\p{L}{1,40}',
];

const ASIDE =
  '(?:(?:sorry|hey|well|um+|ok|okay|hmm+|oh|excuse me|thanks|thank you|great|yes|no|by the way|btw|also|one more thing|quick question|anyway|i see|sure|right|so|entschuldigung|sag mal|übrigens|au fait|dis|perdón|oye|desculpe)[,.!:]? (?:but |and |so |aber |und |mais |pero |mas )?)?';
const QUESTION_OPENING = sentencePhrase(
  `${ASIDE}(?:${ENGLISH.join('|')})`,
  ...GERMAN,
  ...FRENCH,
  ...SPANISH,
  ...PORTUGUESE,
);
/** A command at the beginning of a sentence makes what it asks about its object. */
const COMMAND_ZH =
  '(?<!(?:解释|说明|告诉我|介绍|描述|写|总结|讲|讲解|分析|列出|无论|不管|翻译|知道|明白|研究|讨论|教我|了解)[^。！？\\n]{0,30})';
const COMMAND_JA =
  '(?![^。！？\\n]{0,60}(?:ください|下さい|説明して|教えて(?!く)|書いて|まとめて|示して|解説して|お願いします|作って|ほしい|考えて|を書く|について))';
/** After the clause that leads to it: "If I retire early, how much would I need". */
const QUESTION_AFTER_COMMA = prefiltered(
  /,\s(?:so\s|and\s|but\s|then\s)?(?:(?:what|how|why|where|when|who)(?:\s(?:much|many|long|often|else))?\s)?(?:is|are|do|does|did|can|could|should|will|would|am)\s(?:i|you|it|this|that|there|we|they|he|she|my)\s\p{L}|,\s(?:aber\s|und\s|also\s)?(?:wie|was|warum|wo|wann|wer|woher)\s(?:kann|soll|muss|darf|ist|sind|mache|mach|habe|hat|gibt)\s(?:ich|man|wir|das|es|du|die|der)(?!\p{L})/iu,
);
const QUESTION_ANYWHERE = anyPhrase(
  `${COMMAND_ZH}(?:如何|怎么|怎样|为什么|为何|什么是|哪(?!怕|儿都|里都|个都|些都)|谁(?!都|也)|是否|能不能|可不可以|有没有|是不是|会不会|要不要|好不好|该不该|多少|多[久大长远高快深重厚宽难贵早晚]|几(?:个|点|岁|天|年|月|次|分钟|小时|号|种|度|公里|块)|请问|什么(?!都|也|样的都))(?!都)`,
  '(?:吗|呢|是什么|怎么办|怎么样|什么意思|怎么做)(?=[\\s。！,，]|$)',
  `(?:なぜ|どうして|どうやって|どうすれば|どうしたら|どこ(?!でも|も|か)|いつ(?!も|でも|か(?!ら)|の間)|誰(?!でも|も|か)|どの(?!よう|くらい詳)|どれ(?!でも|も)|どんな|何(?:が|を|時|人|年|日|分|個|度|回|歳|キロ|色|で|の)(?!か)|いくら(?!でも)|いくつ)${COMMAND_JA}`,
  '(?:です|ます|ません|でした|ました|でしょう|だろう|のです|んです|るの|ない|たの)か(?=[\\s。！]|$)',
  '(?:かな|教えてくれますか|とは何|って何|るの|たの|いの)(?=[\\s。！]|$)',
);
/** A verb that a subject without an article follows, in a sentence that no other language spells so: "Legen Enten Eier". */
const GERMAN_VERB_FIRST =
  /(?:^|[.!]\s)(?=[^.!?\n]{0,80}(?:[äöüß]|\s(?:im|auf|mit|zu|in|der|die|das|den|ein|eine|gern|gut|viel|auch|noch|nachts)\s))\p{Lu}\p{Ll}{2,12}(?:en|t)\s(?!Sie\s|Gate\s)\p{Lu}\p{Ll}{2,25}\s\p{L}{2,}/u;
/** "The title: Why bats sleep upside down" names something. */
const TITLED = prefiltered(
  /(?:title|headline|subject|topic|theme|heading|called|slogan|titel|überschrift|thema|titre|sujet|thème|título|tema|asunto)\s?:\s[^.\n?!]{1,100}/giu,
);
/** "Will Turner", "May Parker": a title of a person, not a verb that asks. */
const NAME_OPENING = /^\s*(?:Will|May|Mark|Sue)\s\p{Lu}\p{Ll}+/u;

/** Asks in form: by a question mark, or by how a sentence opens or ends. "Tell me what …" asks by a command. */
function asksQuestion(text: string): boolean {
  const words = TITLED.replacedIn(ownWords(text), ' ');
  if (
    QUESTION_MARK.test(words) ||
    FRENCH_INVERSION.test(words) ||
    QUESTION_AFTER_COMMA.test(words) ||
    QUESTION_ANYWHERE.test(words)
  )
    return true;
  return (QUESTION_OPENING.test(words) && !NAME_OPENING.test(words)) || GERMAN_VERB_FIRST.test(words);
}

export const QUESTION_PATTERNS: readonly PromptPattern[] = [presence('question', 'asks a question', asksQuestion)];
