import { ownWords } from './own-words.js';
import { firstPhrase, sentencePhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const LEAD_IN =
  '(?:(?:hm+|oh|ah|argh|ugh|wait|sorry|well|but|ok|okay|oops|um|uh|sigh|again|ach|aber|moment|entschuldigung|pardon|désolée?|perdón|perdona|disculpa|uy|desculpe?|desculpa|mais|pero|mas|ops|scusa|ma|sorry|actually|hold on|hey|please|pls|bitte|typo|my (?:bad|mistake))[,.!:… ]+){0,3}';
const YOU = '(?:you|u|ya)';
/** Parts of an answer. */
const ANSWER =
  '(?:answers?|code|solutions?|translations?|results?|outputs?|summary|reply|response|fix|change|changes|version|list|table|math|calculation|formula|total|numbers?|regex|query|sql|test|tests|build|links?|dates?|format|layout|tone|script|function|last one)';
/** Ways of taking something back, as the first words of a prompt. */
const CUES: readonly string[] = [
  `(?:no+|nope|nah|nooo)(?:[,.! –-]+(?:no+|wait|sorry|nope))*(?:[,.!… –-]+)(?:that's|thats|that is|that|those|it's|i (?:meant|mean|said|asked|want|wanted|need|was)|not |${YOU} |this |wrong|the |use |try |only |just |still |in |make |my |it |leave |keep )(?! ?(?:fine|ok|okay|good|great|perfect|all|enough|right|problem|need|are right|is (?:fine|ok|okay|good|great|all)|the (?:only|best)))(?<!no (?:the|that|in|my|it|still|this|just|only) ?)`,
  `(?:that|this|it|thats)(?:'s| is| was| still is)? (?:still |completely |just |simply |also |so |totally )?(?:not (?:what|right|correct|it|true|quite|the|working|my question)|isn't (?:right|what|correct|it|the|working)|wasn't (?:right|what|my question|it)|wrong(?! (?:with|to|turn|on so))|incorrect|the (?:wrong|opposite))`,
  `(?:that|this|it) (?:still )?(?:doesn't|does not|didn't|did not|doesnt|didnt|don't) (?:answer|work|help|match|compile|solve|fix|run|do what|look right|add up|build|change)(?! (?:on|in|at|for) (?:my (?:phone|car|tv|house)))`,
  `(?:that|this|it|(?:this|that|your|the) ${ANSWER}) (?:still |now |also |completely )?(?:breaks|broke|misses|missed|ignores|ignored|leaves out|left out|skips|contradicts|mixes up|drops|forgets)(?! (?:the (?:record|heart)|my heart))`,
  `(?:it's|it is|they're|he's|she's|its) (?!ok|fine)[^.,?!:\\n]{1,30}, not (?!sure|bad|only|just|that )`,
  `the [\\p{L}' -]{2,30} (?:is|are) still (?:empty|wrong|missing|broken|failing|red|the same|off|not|there|in english|too |cut)`,
  `${YOU}(?:'ve| have)? (?:only (?:fixed|did|changed|translated|gave|answered|listed|used|wrote)|(?:answered|gave me|used|wrote|solved|described|picked) (?:a|the) (?:different|wrong|other))`,
  `i (?:wanted|needed|asked for|requested) [^.?!\\n]{1,60}(?:,|;| -|\\.) (?:not|this|that|but (?:you|this|that)|you|it's|these)(?!\\p{L})`,
  `(?:errado|errada|mal|incorrecto|falso|faux|sbagliato|fout|verkeerd|raté)[,.!:]`,
  `(?:wrong|incorrect|not quite|not (?:exactly )?what i|not that one|not like that|not the [\\p{L} ]{2,30}, )(?! ?(?:answers?|turn|number|to|side|way|about|place|side|planet))`,
  `i (?:meant|was asking (?:for|about)|asked (?:for|${YOU} (?:to|for|about)|about)|said (?!that|yes|no to|it was|hello|goodbye|i )|didn't (?:ask|mean|want|say)|did not (?:ask|mean|want|say)|wanted [^.?!\\n]{1,50}(?:, not|instead|not the)|want [^.?!\\n]{1,50}(?:, not) )(?! (?:to |no harm|well|him |her |my ))`,
  `${YOU}(?:'ve| have| just| still| also| completely| again)?(?: completely| totally)? (?:missed(?! out)|forgot|forgotten|ignored|misunderstood|misread|misinterpreted|skipped|left out|mixed up|confused|dropped|broke|got (?:it|that|this|the [\\p{L}]{2,15}) wrong|(?:didn't|did not|didnt) (?:answer|include|use|read|do|follow|add|change|fix|mention|understand)|(?:changed|used|edited|gave|picked|translated|answered|deleted|did|wrote|took|put|removed|chose|sent|made|calculated|counted)(?: me)? (?:the wrong|the other|it wrong|something else|too (?:much|many)|[^.?!\\n]{1,40} instead))(?! (?:our|my) (?:birthday|anniversary|name))`,
  `(?:your|the) (?:last |previous |first |second |final |new )?${ANSWER}(?: \\p{L}{2,15})? (?:is|are|was|were|seems?|looks?|still|doesn't|does not|don't|do not|has|misses|ignores|contains)(?: still| just| completely| all| now| also)? (?:wrong|incorrect|not (?:right|what|correct|true|working)|off(?! )|broken|fails?|failing|fail|missing the|red|does not|doesn't|don't|the wrong|an error|a mistake|false|way off|outdated|throws?|answer)(?! (?:in|on) (?:the exam|my exam|our wiki))`,
  `(?:it |that |this )?still (?:wrong|not|doesn't|does not|broken|fails|failing|the same|no|getting|throws|crashes|missing)`,
  `(?:try again(?! (?:later|tomorrow|soon|next))|scratch that|let me (?:rephrase|correct|clarify)|to clarify|correction:|(?:undo|revert) (?:that|this|it|your|the last)|go back to (?:the|your) (?:previous|old|first|last|original)|redo (?:it|that)|do it again|start over|let's start over|read (?:it|my (?:question|message|prompt)) again|put (?:it|that|the [\\p{L} ]{2,20}) back)`,
  `(?:nein|nee|nö|ne|quatsch)(?:[,.!–]+ ?| - | )(?:nein[,.! ]+)?(?!danke|nein|sagen|zu |kein problem|alles|passt|muss|ist gut)(?:(?<=[,.!–-] ?)|das|ich|nicht|es|du|die|der|den|dem|falsch|so|andersrum)`,
  `(?:das hast du|das haben sie|hast du|da hast du)(?: [\\p{L}]{2,15}){0,4} (?:falsch|vergessen|missverstanden|übersehen|verwechselt)`,
  `stimmt (?:so |leider |immer noch |gar |überhaupt )?nicht`,
  `(?:das|es|dies) (?:ist|war|stimmt|passt|funktioniert|geht|beantwortet) (?:so |leider |immer noch |noch |doch |auch |aber |gar |überhaupt ){0,2}(?:falsch|nicht(?! (?:schlimm|meine schuld|weit|leicht|einfach|viel|fair|schwer|teuer)))`,
  `(?:ich (?:meinte|meine (?:nicht|den|die|das)|wollte (?:eigentlich|doch|aber|keine?n?|nicht|die|das|den|nur|einen?)|hatte .{0,40}(?:gemeint|gefragt|gebeten)|habe? (?:doch|nicht|aber)|sagte|habe .{0,30}(?:gefragt|gemeint|gesagt|gebeten)(?:,| nicht))|falsch[.,!:]|so war das nicht|(?:du|sie) (?:hast|haben|bist) .{0,60}(?:vergessen|übersehen|missverstanden|ignoriert|falsch|verwechselt|vertauscht|ausgelassen|übersprungen|verrechnet|geirrt)|immer noch (?:falsch|nicht|der gleiche|kaputt)|nicht ganz[.,!]|(?:deine?|die) (?:antwort|lösung|rechnung|übersetzung|formel|liste|tabelle|summe) (?:ist|war|stimmt|passt) (?:leider |so |immer noch |noch )?(?:falsch|nicht)|nicht (?:das|die|den|der) [\\p{L}]{2,20}, sondern|mach das rückgängig|nochmal[,!:]|andersrum|andersherum|(?:verzeihung|tippfehler)[,:])`,
  `non[,.! –-]+(?!merci|plus|,? c'est (?:parfait|bon|gentil)|fumeur|lieu|stop|seulement)(?:ce n|c'est|je |j'|pas |tu |vous |l|utilise|plutôt|ça |là|cela|il |elle |garde|en )`,
  `(?:(?:ce n'est|c'est|ce n'était|c'était) (?:toujours )?pas (?:ce|ça|cela|correct|la|le|les|juste|bon|vrai|du tout)|c'est (?:faux|incorrect|toujours faux|l'inverse|l'autre|le mauvais|la mauvaise)|je (?:voulais (?:dire|plutôt|le|la|les|une?|pas)|parlais de|demandais|n'ai pas (?:demandé|dit)|t'ai demandé|vous ai demandé)|j'(?:ai|avais) (?:demandé|dit)|tu (?:as|n'as pas) .{0,20}(?:oublié|mal compris|ignoré|répondu|sauté|confondu|compris|inversé|mis le mauvais)|vous (?:avez|n'avez pas) .{0,20}(?:oublié|mal compris|répondu|compris|confondu)|tu te trompes|vous vous trompez|pas tout à fait|(?:ça|cela) ne (?:marche|fonctionne|répond|correspond)|toujours (?:pas|faux|la même)|(?:ta|votre) (?:réponse|traduction|formule|solution) est (?:fausse|incorrecte|erronée)|annule (?:ça|cela|la dernière))`,
  `no[,.!–-]+ ?(?:no[,.! ]+)?(?!gracias|hay|pasa|importa|problem|thanks|thank|that)(?:eso|esa|ese|esto|intendevo|quise|me refería|quería|está|es |así|no |te |usa|quiero|yo |la |el |los |las |en |lo |solo|sino|volevo|il |l'|non |quella|quello|dicevo)`,
  `(?:(?:eso|esto|así) (?:no(?! (?:importa|pasa))|está mal|es incorrecto|es falso)|quise decir|quería decir|me refería|(?:te|se) (?:olvidaste|has olvidado|olvidó|equivocaste|equivocas|equivoca|has equivocado|saltaste|faltó|falta)|(?:olvidaste|omitiste|confundiste|entendiste mal|has entendido mal|no (?:has|me has) (?:entendido|incluido|respondido)|no (?:entendiste|incluiste|respondiste|me entendiste))|sigue (?:sin|mal|fallando|igual)|no (?:es|era) (?:lo que|eso|esa|ese|correcto|correcta|así|la que|el que)|está mal[.,!:]|te (?:pedí|dije|pregunté)|yo (?:pedí|dije)|no (?:te )?pedí|tu (?:respuesta|cálculo|código|traducción|fórmula) (?:es|está|sigue|no)|me equivoqué)`,
  `não[,.!–-]+ ?(?!obrigad)(?:isso|eu |é |quis|está|não |use|quero|você|o |a |em |na |no )`,
  `(?:(?:isso|isto) (?:não (?:é|era|está|foi|responde|funciona)|está errado)|eu (?:quis dizer|me referia|pedi|queria dizer|queria [^.?!\\n]{1,40}, não)|(?:quis|queria) dizer|você (?:esqueceu|entendeu mal|ignorou|errou|trocou|pulou|se enganou|confundiu|não (?:entendeu|respondeu|incluiu))|não (?:foi|era|é) (?:isso|o que|bem isso)|está errado[.,!:]|não pedi|ainda (?:está errado|não|dá erro)|(?:sua|tua) resposta está)`,
  `(?:(?:è|era) (?:sbagliato|sbagliata|errato)|non (?:è|era) (?:quello|quella|corretto|questo|giusto|ciò)|(?:hai|ha) (?:sbagliato|dimenticato|frainteso|saltato|capito male)|(?:intendevo|volevo dire)|ho (?:chiesto|detto)|ti ho chiesto|nee[,.! ]+(?:ik|dat|niet|de|het|die|je)|(?:dat|dit) (?:klopt niet|is (?:fout|niet|verkeerd))|ik (?:bedoelde|bedoel|vroeg|had .{0,30}gevraagd)|je (?:bent|hebt) .{0,40}(?:vergeten|verkeerd|gemist|overgeslagen))`,
];
/** The words that lead in are read once for all. */
const CUE = firstPhrase(
  `${LEAD_IN}(?:${CUES.join('|')})`,
  '(?:不对|不是(?:这个|这样|这种|的|，|我要|那个|让你)|(?:你)?(?:还是)?(?:错了|错误，)|我(?:的意思)?是说|我的意思是|我(?:刚才)?(?:说|要|问|指|想要)的(?:是|不是)|你(?:又)?(?:忘了|漏了|忘记|理解|搞错|弄错|看错|写错|算错|没(?:有)?(?:回答|按|加|理解)|答非)|不，|还是(?:不对|错|不行)|重新(?:来|写|做)|打错了|说错了|更正[：:])',
  '(?:違(?:います|う(?![\\p{Script=Han}\\p{Script=Katakana}の])|った)|いや[、，]|いいえ[、，](?!結構)|そうでは(?:なく|ありません|ない)|そうじゃな|それじゃな|それは(?:違|間違)|間違って(?:いま|る|い)|間違い(?:です|ました)|(?:私|僕)?が?(?:言いたかった|聞いた|頼んだ|欲しかった|聞きたかった)のは|まだ(?:違|間違|動きません|直って|エラー)|[\\p{L}\\p{N}]{1,10}(?:ではなく|じゃなく)て?[、]?|訂正[：:、]|すみません、(?:間違|訂正))',
);
/** Taking back what the prompt itself has just said. */
const SELF_CORRECTION = sentencePhrase(
  '(?:wait,? no|no,? wait|scratch that|i mean(?:t)? (?:the|not|my)|(?:oops|sorry|typo),? i mean(?:t)?|correction:|actually,? (?:make (?:that|it)|i meant|no(?!ne|body|w|t)))',
  '(?:redo (?:it|this|that)(?! (?:in|with|for) )|put (?:it|that|the [\\p{L} ]{2,20}) back(?! (?:in|on|together))|(?:undo|revert) (?:that|this|it|your)(?! (?:in|with) ))(?=\\s?(?:[.,!]|$|please))',
  '(?:ach nein|nein,? warte|ich meine natürlich|quatsch,|halt,? nein|pardon,? je voulais dire|non,? attends|enfin,? je veux dire|perdón,? (?:quise|quería) decir|no,? espera|digo,|mejor dicho,|quer dizer,|não,? espera|anzi,? no|scusa,? volevo dire)',
);

export const CORRECTION_CUE_PATTERNS: readonly PromptPattern[] = [
  presence(
    'correction_cue',
    'says that the answer before was wrong, or takes its own words back ("no, I meant …"), as far as the text alone tells',
    (text) => {
      const words = ownWords(text);
      return CUE.test(words) || SELF_CORRECTION.test(words);
    },
  ),
];
