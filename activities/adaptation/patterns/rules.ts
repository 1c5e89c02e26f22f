import { ownWords } from './own-words.js';
import { anyPhrase, type Phrases } from './phrases.js';
import { forbids } from './prohibition.js';
import { type PromptPattern, presence } from './prompt-pattern.js';
import { GAP } from './request-cues.js';
import { requestsWith } from './requests.js';

const NUMBER_EN = '(?:\\d{1,6}|one|two|three|four|five|six|seven|eight|ten|twenty|a|an)';
/** Before a verb that says what somebody does, in the languages besides English. */
const NOT_TOLD_OF = '(?<!(?<!\\p{L})(?:ich|er|sie|wir|elle|il|on|je|qui|ella|él|yo|que|ele|ela|eu) )';
/** What a rule about the answer speaks of. */
const ANSWER_EN =
  '(?:the |your |each |every |all |any )?(?:answers?|outputs?|responses?|code|text|results?|functions?|summary|summaries|solutions?|titles?|names?|paragraphs?|sentences?|lines?|poem|story|essay|email|e-mail|letter|reply|query|script|password|plan|list|items?|table|headings?|values?|questions?|tone|style|translation|sections?|recipe|recipes)';
/** Rules that need no request beside them. */
const CONSTRAINT = anyPhrase(
  `(?:^|[.!?,;:\\n] ?|please |and |then )(?!(?:have|has|had|cost|costs|is|was|are|were|took|takes|weighs|lasts|needs)(?!\\p{L}))\\p{L}{3,20}(?: me| us)? (?:at most|at least|no more than|no fewer than|exactly|up to) ${NUMBER_EN} \\p{L}{1,40}`,
  `(?:name|list|give|write|use|include|suggest|provide|find|generate|create|return|keep|limit|cite|mention|add|answer|make|pick|choose|with|in|be|contain|contains|have|has|spend|cost|costs)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,20}){0,6}? (?:at most|at least|no more than|not more than|no longer than|no fewer than|exactly|a maximum of|a minimum of|up to|under|fewer than|less than) ${NUMBER_EN}(?<!(?:i|we|he|she|they|already|has been|it) (?:have|has|make|spend|cost|costs) (?:at most|at least|no more than|exactly|up to|under|less than) ${NUMBER_EN})`,
  `(?:^|[.!?,;(\\n] ?)(?:at most|at least|no more than|no fewer than|exactly|maximum|minimum|max) ${NUMBER_EN} \\p{L}{1,40}`,
  `${ANSWER_EN} (?:must(?: not)?|should [\\p{L}]{2,15}(?![^.!?\\n]{0,60} (?:but|yet|however|instead)(?!\\p{L}))|has to|have to|needs to|need to|shall|may not|cannot|can only)(?! (?:have been|go through|be (?:nice|great|fun|hard|wrong|broken|somewhere|here)))`,
  '(?:it|this|that|they) (?:must|has to|needs to|should only|may only|shall) (?:be (?!(?:nice|great|fun|hard|wrong|broken|somewhere|here|late|me|so|true|a (?:mistake|joke)))|not|contain|include|run|work|fit|use|have|rhyme|start|end|sound|support|compile|handle|pass|return)',
  '(?:^|[.!?,;:\\n(–-] ?|please |pls |and |then |but |also |always |must |should |just )(?:make sure|be sure|ensure|see to it|take care)(?: that| to|:)? (?!(?:i|we|he|she|they)(?!\\p{L}))(?:\\p{L}{1,40}|\\d{1,9})',
  '(?:only|just|exclusively) (?:use|return|output|answer|include|respond|reply|give|write|mention|consider|change|list|show|rely)(?<!(?:i|we|he|she|they|it|users|can|could|to|will|would) (?:only|just|exclusively) \\p{L}{3,8})',
  '(?:use|return|output|include|answer with|respond with|reply with|list|cite|consider|change|show|give me) (?:only|nothing but|exclusively)',
  '(?:stick to|restrict yourself to|limit yourself to|confine yourself|subject to|provided that|under the (?:following )?(?:constraints?|conditions?))',
  '(?:the )?(?:constraints?|requirements?|rules|conditions)(?: are)?:',
  '(?:^|[.!?,;:\\n(–-] ?|please |and |but |must |should (?<!\\p{L})|you should )(?:always|never) (?:use|answer|include|cite|start|end|write|return|mention|reply|respond|add|ask|keep|say|give|check|put|quote|refer|round|show)',
  '(?:each|every|all) (?:[\\p{L}-]{2,15} )?(?:claims?|statements?|steps?|points?|bullets?|rows?|columns?|entry|entries|chapters?|scenes?|verses?|stanzas?|slides?|examples?|words?|pages?|options?|numbers?|dates?|facts?) (?:must|should|has to|have to|needs to|need to|shall)(?! (?:i|we|you|have been)(?!\\p{L}))',
  '(?:^|[.!?,;:\\n(] ?|and |but |please |then )(?:only|exclusively|solely) (?:use|return|output|answer|include|respond|reply|give|write|mention|consider|change|list|show|rely|modify|edit|touch|add|fix|make|pick|choose|suggest|propose|translate|correct|name|print|take|keep|cite|quote|refer|report|update|select|recommend|look|search|provide|replace|remove|rename|ask)',
  `(?:answer|respond|reply|write|work|use|rely|base it|base your \\p{L}{3,12}|translate|argue|quote)${GAP} (?:strictly|solely|exclusively|purely|only (?:on|from|with|in)|nothing but)`,
  '(?:^|[.!?,;:\\n(–-] ?|and |but )(?:must|has to|needs to|have to|should|shall)(?: only| not| also| always)? (?:be|have|not|fit|run|work|include|contain|start|begin|end|stay|use|cost|support|pass|sound|cover|last|remain|allow|handle|compile|rhyme|mention|keep|serve|take)(?! (?:nice|fun|great|hard|good|weird|lovely|amazing|awful|tough|horrible|exciting|annoying|been|a (?:mistake|joke|bug|typo)|i|we|you|he|she|they)(?!\\p{L}))',
  '(?:budget|price|cost|length|deadline)(?: is| of|:)? (?:max\\.?|maximum|at most|up to|under|below|capped at)',
  '(?:max|min)(?:imum|\\.)? \\d{1,6}',
  '(?:within (?:a |the |my )?budget|as long as it|on condition that|given the constraint|with the (?:constraint|restriction|requirement|condition) that|keep (?:it|everything|the \\p{L}{2,15}|to)(?: \\p{L}{2,12}){0,2}? (?:under|below|within|to a (?:minimum|maximum)))',
  '(?:under|below|less than|no more than|at most|up to|cheaper than|not over) (?:[$€£] ?)?\\d{1,6}(?:[.,]\\d{1,3})? ?(?:€|\\$|£|euros?|eur|dollars?|bucks|usd|pounds|quid|minutes?|mins?|hours?|calories|kcal|grams?|kg|km|mb|kb|ms|seconds?|people|letters|syllables|ingredients|steps|lines|items)(?! (?:old|ago))',
  // German
  '(?:nenne?|gib|verwende|schreibe?|nutze|liste?|mit|erstelle?|finde|in|enthält|enthalten|wähle|benutze|,)(?: [\\p{L}]{1,20}){0,5}? (?:höchstens|mindestens|maximal|genau|nicht mehr als|nicht weniger als) (?:\\d+|einen?|eine[mr]?|zwei|drei|vier|fünf|sechs|zehn)(?<!(?:ich|wir|er|sie) (?:habe|haben|brauche) (?:höchstens|mindestens|maximal|genau) \\p{L}+)',
  '(?:^|[.!?(\\n] ?)(?:höchstens|mindestens|maximal|genau) (?:\\d+|einen?|eine|zwei|drei|vier|fünf|zehn) ',
  '(?:die antwort|das ergebnis|der text|der code|die lösung|die ausgabe|der titel|das gedicht|die funktion|die e-mail|jeder (?:satz|punkt|absatz)|alle (?:namen|sätze|punkte|werte)|das rezept|der name|die antworten|der ton)(?: \\p{L}+)? (?:muss|müssen|soll|sollen|sollte|sollten|darf|dürfen)(?! ich)',
  '(?:acht(?:e|en sie)?(?: bitte| unbedingt| auch| immer){0,2} (?:darauf|auf)|stelle?(?: bitte)? sicher|stellen sie(?: bitte)? sicher|sorge?(?: bitte)? dafür|sorgen sie dafür|wichtig ist,? dass|die bedingung ist|vorausgesetzt,? dass|unter der bedingung|halte dich an|beschränke dich auf)',
  `${NOT_TOLD_OF}(?:verwende|nutze|benutze|gib|antworte|nenne|schreibe?|ändere|berücksichtige)(?: [\\p{L}]{1,20}){0,3}? (?:nur|ausschließlich|immer)(?! noch)`,
  '(?:bedingungen?|vorgaben?|anforderungen|regeln)(?: sind)?:',
  // French
  '(?:donne|cite|utilise|écris|propose|liste|avec|inclus|nomme|trouve|génère|en|choisis|,)(?:-moi|z)?(?: [\\p{L}]{1,20}){0,5}? (?:au plus|au moins|au maximum|au minimum|exactement|pas plus de|moins de|maximum) (?:\\d+|une?|deux|trois|quatre|cinq|six|dix)',
  "(?:la réponse|le texte|le code|le résultat|la fonction|le titre|chaque (?:phrase|point|ligne)|le poème|le mot de passe|le prix|chaque [\\p{L}]{2,15}|toutes les [\\p{L}]{2,15}|tous les [\\p{L}]{2,15}|la solution|l'e-mail|les noms|la recette|le ton|le nom|ta réponse|votre réponse) (?:doit|doivent|ne doit|devra)",
  "(?:assure-toi|assurez-vous|veille à|veillez à|fais en sorte|faites en sorte|limite-toi à|limitez-vous à|tiens-t'en)",
  `${NOT_TOLD_OF}(?:utilise[rz]?|réponde?[sz]|donne[rz]?|cite[rz]?|change[rz]?)(?: [\\p{L}]{1,20}){0,2}? (?:uniquement|seulement|exclusivement|toujours)`,
  "n'(?:utilise|utilisez|inclus|donne|change) que",
  '(?:contraintes?|conditions?|règles|exigences)(?: sont)? ?:',
  // Spanish and Portuguese
  '(?:da|dame|usa|escribe|incluye|propón|nombra|menciona|con|dê|me dê|use|escreva|inclua|sugira|cite|com|liste|en|em|genera|crea|crie|elige|,)(?: [\\p{L}]{1,20}){0,5}? (?:como máximo|como mínimo|al menos|a lo sumo|por lo menos|no más de|no máximo|no mínimo|pelo menos|exactamente|exatamente|máximo) (?:\\d+|une?|una?|dos|tres|cuatro|cinco|seis|diez|uma?|dois|duas|três|quatro|dez)',
  '(?:la respuesta|el texto|el código|el resultado|la función|el título|cada [\\p{L}]{2,15}|todas las [\\p{L}]{2,15}|todos los [\\p{L}]{2,15}|todas as [\\p{L}]{2,15}|todos os [\\p{L}]{2,15}|la contraseña|el poema|la solución|el correo|la receta|el tono|los nombres|el nombre|tu respuesta|a resposta|o texto|o código|o resultado|a função|o título|o poema|a solução|o e-mail|a receita|o tom|os nomes|o nome|sua resposta) (?:no )?(?:debe|deben|tiene que|tienen que|deve|devem|não deve|tem que|precisa|não pode)',
  '(?:asegúrate|asegúrese|certifique-se|garanta|procura|limítate|limite-se) (?:de|que|a)',
  `${NOT_TOLD_OF}(?:usa|utiliza|responde|incluye|devuelve|use|responda|inclua|retorne|cambia|mude)(?: [\\p{L}]{1,20}){0,2}? (?:solo|solamente|únicamente|siempre|apenas|somente|sempre|exclusivamente)`,
  '(?:solo|apenas|somente|únicamente) (?:usa|responde|devuelve|use|responda|retorne|inclua|incluye)',
  '(?:restricciones|condiciones|requisitos|reglas|restrições|condições|regras)(?: son| são)?:',
  '(?:la risposta|il testo|il codice|la funzione|il titolo|ogni [\\p{L}]{2,15}|tutte le [\\p{L}]{2,15}|tutti i [\\p{L}]{2,15}) (?:deve|devono|dovrebbe)|(?:assicurati|fai in modo) (?:che|di)|(?:almeno|al massimo|non più di|esattamente) (?:\\d{1,6}|uno?|una|due|tre|quattro|cinque|dieci)(?<!(?:ho|abbiamo|ha|ci sono|hai) (?:almeno|al massimo|non più di|esattamente) \\p{L}{1,8})',
  '(?:zorg (?:ervoor|er voor)|let erop) dat|(?:het antwoord|de tekst|de code|elke [\\p{L}]{2,15}|alle [\\p{L}]{2,15}|de titel) (?:moet|moeten|mag|mogen)|(?:gebruik|noem|geef) (?:alleen|uitsluitend|minstens|maximaal|hooguit)',
  // Chinese and Japanese
  '(?<!(?:为什么|为何|怎么|什么|哪些)[^。，！？\\n]{0,20})(?:必须|务必|只能|不得|仅限|限于|要求(?=[：:])|确保|不少于|不超过|(?:至少|最多)(?!有?多少|有?几)|只(?:返回|输出|用|使用|回答|需))(?!的是|[^。，！\\n]{0,20}(?:吗|呢|？))(?<!(?:我|我们|他|她|你们?)(?:今天|明天|现在|也|都)?(?:必须|务必|只能|至少|最多))',
  '(?:必ず(?!しも)[\\p{L}]{1,15}(?:て|で)(?:ください|下さい|くれ|ね)|(?:こと|もの)(?:が|を)条件)',
  '(?:(?:必ず|のみ(?:を|で)?|だけ(?:を|で)?)(?:\\p{L}{0,10})(?:使|出力|返|答え|含め|書|回答|入れ|示)|(?:少なくとも|最大|最低)\\s?[\\d一二三四五六七八九十]|条件[はを：:]|制約[はを：:]|[にが]してはいけません|ようにして(?:ください|下さい)|以内で)',
);

/** Where a clause begins, or a further one without a comma. */
const CLAUSE =
  '(?:^|[.!?,;:\\n(–-] ?|(?<!\\p{L})(?:and|but|also|so|plus|und|aber|dabei|et|mais|y|pero|e|mas|ed|en|maar) )';
const MUST_EN =
  "(?:must|has to|have to|has got to|got to|gotta|needs? to|should|shall|ought to|may only|can only|(?:must|should|may|shall|need)(?:n['’]t|nt| not| never)|ca(?:n['’]t|nt|nnot|n not|n never)|(?:must|should) (?:only|always|also|still))";
/** After a rule, what it says of the answer; not "should work, but does not". */
const RULED_EN = `${MUST_EN}(?: only| not| always| also| still| all| both| never){0,2} (?!(?:have been|i|we|you|he|she|work(?:ed)?\\s?(?:[.,!?]|$)|wait|go through|be (?:fun|nice|hard|wrong|late))(?!\\p{L}))(?![^.!?\\n]{0,60} (?:but it|but doesn.t|yet|however|instead)(?!\\p{L}))[\\p{L}]{2,20}`;
const MUST_DE = '(?:muss|müssen|soll|sollen|sollte|sollten|darf|dürfen|kann nicht|können nicht|braucht mindestens)';
const MUST_FR =
  '(?:(?:ne )?(?:doi(?:t|vent)|devra|devront|devrait|devraient)|ne (?:peu(?:t|vent)|dépassent?|doi(?:t|vent)))';
const MUST_ES =
  '(?:no |não )?(?:debe|deben|debería|deberían|tiene que|tienen que|ha de|han de|deve|devem|tem que|têm que|tem de|têm de|precisa|precisam|não pode|não podem|no puede|no pueden|deve[rm]ia)';
const MEASURE =
  '(?:€|\\$|£|euros?|eur|dollars?|bucks|usd|pounds|quid|chf|reais|pesos|minut\\p{L}{0,4}|mins?|hours?|stunden?|heures?|horas?|ore|uur|words?|wörtern?|mots?|palabras|palavras|parole|woorden|characters?|chars|zeichen|caract\\p{L}{1,5}|letters?|sentences?|sätzen?|phrases?|frases?|frasi|zinnen|lines?|zeilen?|lignes?|líneas|linhas|pages?|seiten?|páginas?|calories|kcal|kalorien|grams?|gramm|kg|kilos?|km|mb|kb|ms|seconds?|sekunden|people|personen|personnes|personas|pessoas|syllables|silben|syllabes|sílabas|ingredients|zutaten|ingrédients|ingredientes|steps|items|points|%|percent|prozent)';
const COUNT = '(?:[$€£] ?)?(?:\\d{1,6}(?:[.,]\\d{1,3})?|one|two|three|four|five|six|seven|eight|ten|a dozen)';

/** Before a subject: the sentence asks or tells about the rule. */
const NOT_ASKED =
  '(?<!(?<!\\p{L})(?:warum|wieso|wann|ob|was|wie|wer|wo|welche[rsn]?|pourquoi|comment|quand|quoi|si|où|ce que|por qué|porque|porquê|cuándo|cómo|qué|quando|como|lo que|o que|onde|quem|quién|perché|cosa|che cosa|waarom|hoe|wat) )';

/** A rule for what is asked for, beside a request; by itself it may tell of anything: "the tenant must pay". */
const RULED = anyPhrase(
  `(?<!(?<!\\p{L})(?:why|how|that|whether|if|when|what|because|who|says?|said|told|think|believe|know|means?|where|as|although|though|while|i|we|you) )(?:its?|they|this|these|that|everything|nothing|all of (?:it|them|these|this)|both|none of (?:it|them)|the (?:result|answer|whole thing|rest|output)|no [\\p{L}-]{2,20}|(?:each|every|all|any)(?: [\\p{L}-]{2,20}){1,3}?|there) ${RULED_EN}`,
  '(?<!(?:why|how|that|whether|if|when|what|because) )(?:each|every)(?: [\\p{L}-]{2,20}){1,3}? (?:needs?|gets?|contains?|includes?|starts?|begins?|ends?|rhymes?|uses) ',
  `(?:^|[.!?\\n,;] ?)(?!(?:i|we|you|he|she|it|who|what|that|which|there|people|everyone|someone|one|maybe|also)(?!\\p{L}))[\\p{L}-]{3,20} ${RULED_EN}`,
  `${CLAUSE}(?:the|your|its|one|at least one|both) [\\p{L}\\p{N}-]{2,20}(?: [\\p{L}\\p{N}-]{2,20}){0,5}? ${RULED_EN}`,
  `${CLAUSE}(?:must|has to|have to|needs? to|should|shall|can't|cannot|mustn't|shouldn't|may not)(?: only| not| also| always)? (?!(?:i|we|you|he|she|they|it|the|my|be (?:nice|fun|hard|great|good))(?!\\p{L}))[\\p{L}]{2,20}`,
  "(?:i|we) (?:can't|cannot|can not|cant|won't|mustn't|must not|shouldn't|don't want to|do not want to|dont want to|am not allowed to|are not allowed to|can only|may only|only want to|only have) (?:really |even |possibly )?(?:go (?:over|above|beyond|past)|exceed|spend|pay|afford|eat|use (?:more|any|external)|take (?:more|longer)|have more|carry|spare|\\d)",
  '(?:important|essential|crucial|vital|critical|mandatory|necessary|imperative|(?:a|one|my|the only)(?: hard| strict| firm| key)? (?:requirement|condition|must|constraint|restriction|rule|catch)|non-negotiable|key thing|main thing)(?: is)?(?: that|:|,| is) (?!(?:to|for|because)(?!\\p{L}))',
  '(?:hard|strict|firm|absolute) (?:requirement|constraint|limit|must|condition)',
  `(?:is|are) (?:a must|mandatory|compulsory|non-negotiable|required|obligatory|not (?:an option|allowed|permitted|acceptable))(?=\\s?(?:[.,;!)]|$|and|but|for))`,
  // German: the verb second or last.
  `${NOT_ASKED}(?:der|die|das|den|dem|jede[rsn]?|alle|alles|es|sie|er|nichts|kein(?:e|er|en)?|deine?|ein|eine|davon|dabei|darin|insgesamt|am ende)(?: [\\p{L}\\p{N}-]{2,25}){0,4}? ${MUST_DE} (?!(?:ich|wir|man|ihr|du)(?!\\p{L}))[\\p{L}\\p{N}]{1,25}`,
  `${CLAUSE}${MUST_DE} (?!(?:ich|wir|man|ihr|du|er|sie|es|der|die|das|mein|meine)(?!\\p{L}))[\\p{L}\\p{N}]{1,25}`,
  `(?:sein|haben|enthalten|kosten|passen|vorkommen|laufen|funktionieren|dauern|stehen|beginnen|enden|bleiben|auskommen|überschreiten|werden) ${MUST_DE}(?=\\s?(?:[.,;!)]|$))`,
  '(?:hauptsache|wichtig(?: ist(?: mir)?)?(?:,|:| nur)|bedingung(?: ist)?[:,]|unbedingt|auf (?:jeden|keinen) fall|zwingend)',
  // French
  `${NOT_ASKED}(?:il|ils|elle|elles|ça|cela|ce|tout|toutes?|chaque|rien|le|la|les|un|une|aucune?)(?: [\\p{L}-]{2,20}){0,4}? ${MUST_FR} [\\p{L}\\p{N}]{1,20}`,
  `${NOT_ASKED}(?:l'|d'|qu'(?:il|elle)s? )(?:[\\p{L}-]{2,20} ){0,3}?${MUST_FR} [\\p{L}\\p{N}]{1,20}`,
  "(?:il faut (?:absolument |impérativement |juste |aussi |surtout |bien )*(?:que|qu'|au moins|au maximum)|il faudrait que|impérati(?:f|vement)|obligatoire(?:ment)?|l'important est que|je (?:veux|voudrais|souhaite) que (?:chaque|tout|le|la|les)|respecte[rz]?|en respectant|on ne peut pas (?:dépasser|dépenser))",
  // Spanish, Portuguese and Italian leave the subject out.
  `${NOT_ASKED}(?:el|la|los|las|cada|todo|toda|todos|todas|tudo|o|a|os|as|nada|ningún|ninguna|nenhum|nenhuma|(?<!(?:lo|o|por|el|en|a) )que|ele|ela|eles|elas|isso|eso|esto)(?: [\\p{L}-]{2,20}){0,4}? ${MUST_ES} [\\p{L}]{1,20}`,
  `${CLAUSE}${MUST_ES} [\\p{L}]{2,20}`,
  '(?:es|sea|é|seja) (?:muy |muito )?(?:obligatorio|imprescindible|importante|necesario|fundamental|indispensable|esencial|obrigatório|essencial|indispensável|necessário|preciso) (?:que|:)|(?:obligatoriamente|obrigatoriamente|sí o sí|no podemos gastar|não podemos gastar|no puedo gastar|não posso gastar|respetando|respeitando)',
  `${NOT_ASKED}(?:il|la|lo|i|gli|le|ogni|tutto|tutti|nessun|nessuna)(?: [\\p{L}-]{2,20}){1,3}? (?:non )?(?:deve|devono|dovrebbe|può superare) [\\p{L}]{2,20}|${CLAUSE}(?:non )?(?:deve|devono|dovrebbe|dev'essere) [\\p{L}]{2,20}`,
  `${NOT_ASKED}(?:het|de|dit|ze|hij|zij|alles|elke|elk|alle|er)(?: [\\p{L}-]{2,20}){0,3}? (?:moet|moeten|mag|mogen) (?!(?:ik|we|wij|je|hij)(?!\\p{L}))[\\p{L}]{2,20}`,
);

/** A limit or a condition inside a request. */
const LIMIT = anyPhrase(
  `(?:no|not) (?:longer|more|larger|bigger|older|later|shorter|heavier|higher|lower|further|fewer|less|cheaper|over|above|under|exceed(?:ing)?|(?:go|going) over) (?:than )?(?:\\p{L}|${COUNT})`,
  `(?:at least|at most|at max|exactly|no fewer than|minimum of|maximum of|maximum|minimum|up to|max\\.?|min\\.?) (?:\\d|an?(?!\\p{L})|one|two|three|four|five|six|seven|eight|ten|half|[$€£])`,
  `${COUNT} ?${MEASURE} (?:or (?:less|fewer|under|below|more|shorter|cheaper)|max(?:imum)?|tops|at most|at the most|minimum|at least|maximum|máximo|mínimo|oder weniger|ou moins|o menos|ou menos)`,
  `(?:under|below|less than|fewer than|more than|over|within|between ${COUNT} and|unter|weniger als|bis zu|zwischen ${COUNT} und|moins de|entre ${COUNT} (?:et|y|e)|menos de|até|hasta|meno di|sotto i|minder dan|onder de) (?:about )?${COUNT} ?${MEASURE}(?! (?:ago|old|later|away))`,
  '(?:keep|leave|preserve|maintain|retain) (?:\\p{L}+ ){1,5}?(?:the same|same|intact|unchanged|untouched|as (?:is|it is|they are)|in \\p{L}{3,12}|at \\d|to (?:a|one|two|\\d))',
  'without (?:changing|breaking|exceeding|losing|altering|using|adding|mentioning|repeating|touching|modifying|going|naming|needing|introducing|making|any|external|extra|additional|the (?:word|letter|use))(?!\\p{L})',
  '(?:using|with|from|on|in|use|uses|of|for|by|contains?|containing|allowed:?) (?:only|just|nothing but|solely|exclusively|purely)(?! (?:now|recently|a few|moved|started|got))',
  '(?:only|exclusively|solely) (?:using|with|from|the|use|uses|on|what|words|things|ones|stuff|in|works?|contain|contains|features|ingredients|options|places|facts|if)(?! (?:problem|thing|one who|reason|question))',
  '[\\p{L}\\p{N}-]{2,20} only(?=\\s?(?:[.,;!)]|please|pls|$))',
  '(?:that|which|all|each|names?|words?|titles?|lines?) (?:(?:must|should) )?(?:starts?|begins?|ends?|starting|beginning|ending|rhymes?|rhyming) (?:with|in|on)',
  '(?:fits?|fitting|stays?|staying|keep(?:ing)?|stick(?:ing)?|limit(?:ed)?)(?: \\p{L}{2,12}){0,3}? (?:in|into|on|within|under|below|inside|to) (?:a|an|one|two|the|half|my|\\d)',
  '(?:in which|where|with|such that|so that|so|of which) (?:each|every|all of (?:them|which)|none(?: of (?:them|which))?) (?!(?:time|day|year|other|morning|night|week))[\\p{L}]{2,20}',
  'none (?:of (?:them|which) )?(?:[\\p{L}]{3,15}ed|older|longer|shorter|more|less|over|under|with|from|by|should|may|can)',
  'so (?:that )?(?:it|they) (?:fits?|works?|runs?|sounds?|stays?|takes?|compiles?|can|does|do|never|only|still|also)(?!\\p{L})',
  '(?:in (?:der|dem|denen)|bei (?:der|dem|denen)|wobei|sodass|so dass) (?:jede[rsn]?|alle|kein\\p{L}{0,2}|es|sie)|(?:dont|où|dans (?:lequel|laquelle|lesquels)) (?:chaque|tou(?:s|tes)|aucune?)|(?:en|em|donde|onde|que) (?:(?:el|la|los|las|o|a) )?(?:que |cual |qual )?(?:cada|todos|todas|ningún|ninguna|nenhum|nenhuma)',
  '(?:compl(?:y|ies|iant|ying)|conform(?:s|ing)?|adher(?:e|es|ing)|in (?:accordance|line|keeping)) (?:with|to)',
  '(?:(?:character|word|size|time|line|page|token) limit|budget|deadline) (?:of|is|:|around|max)',
  '(?:höchstens|mindestens|maximal|minimal|ausschließlich|unter der bedingung|(?:nicht|kein(?:e|en|er)?) (?:mehr|länger|größer|teurer|älter|weniger|schwerer|kürzer|höher|später|über)(?: \\p{L}{2,15}){0,2} als|nur (?:mit|aus|auf|in|die|das|den|was|von|wörter|zutaten)|ohne (?:dass|externe|zusätzliche|weitere|das wort|den buchstaben|[^.!?,;\\n]{2,40} zu \\p{L}{3,15}))',
  "(?:à condition (?:que|qu|de)|(?:au|un) (?:plus|moins|maximum|minimum)(?: de)? (?:\\d|une?|deux|trois|quatre|cinq|dix)|maximum|max\\.? \\d|uniquement|seulement (?:avec|des|les|du|de|à)|rien (?:que|d'autre que)|avec que|sans (?:dépasser|utiliser|changer|modifier|perdre|ajouter|employer|répéter|toucher|jamais)|(?:pas|jamais) (?:plus|moins) (?:de|longs?|longues?|chers?)|(?:ne|qui ne) (?:dépass\\p{L}{1,4}|pas dépasser)|exclusivement)",
  '(?:como (?:máximo|mínimo|mucho|muito)|(?:un|um|uma|de|no|al|:|,)? ?(?:máximo|mínimo)(?: de)? (?:\\d|una?|uma?|dos|dois|duas|tres|três|cuatro|cinco|seis|diez|dez)|al menos|pelo menos|exactamente|exatamente|únicamente|exclusivamente|somente|apenas (?:com|os|as|o|a|de)|s[oó]lo? (?:con|com|de|en|em|usando|los|las|ingredientes|productos)|só (?:com|de|usando|os|as|ingredientes)|a condición de que|con la condición|desde que|siempre que|que (?:tenga|tengan|contenga|contengan|cumpla|incluya|tenha|contenha|cumpra|no (?:pase|supere|exceda|cueste|dure|tarde|lleve|tenga|sea)n?|não (?:passe|ultrapasse|custe|demore|exceda|tenha|leve|seja)m?)|(?:sin|sem) (?:pasar|superar|exceder|usar|utilizar|cambiar|perder|salir|repetir|añadir|passar|ultrapassar|mudar|alterar|sair))',
  '(?:esattamente|almeno|al massimo|massimo \\d|solo con|soltanto|senza (?:superare|usare|cambiare)|minstens|uitsluitend|maximaal|minimaal|hooguit|niet (?:meer|langer|duurder) dan|alleen (?:met|de|het)|zonder (?:het woord|te|[\\p{L}]{3,15} te))',
);
/** What somebody has or did is no limit of the answer. */
const NO_LIMIT = anyPhrase(
  '(?:i|we) (?:think|guess|believe|suppose|bet|heard)|there(?:.s| is| are| was| were)',
  '(?:i|we|he|she|they|you|it|there|my \\p{L}+) (?:have|has|are|had|am|is|was|were|took|got|saw|spent|know|need|lost|paid|lived|worked|waited|cost|must have) (?:\\p{L}+ ){0,5}?(?:at least|at most|exactly|over|under|more than|less than|within|only|no (?:more|longer|less))',
  'took no longer|no longer than (?:usual|expected)|not only',
);
/** Limits of languages without spaces; in a request. */
const UNSPACED_LIMIT = anyPhrase(
  '(?<!(?:为什么|为何|怎么|什么|多少|如何)[^。，！？\\n]{0,20})(?:不(?:能|可以?|要|得|应|应该|会)?(?:超过|超出|多于|少于|低于|高于|大于|长于)|控制在|限制在|限定在|[\\d一二三四五六七八九十百千万两]\\p{L}{0,4}(?:以内|之内|以下|以上|封顶)|(?:至少|最多|最少)(?!有?多少|有?几)|只(?:能|用|要|许|准|限|可以)|仅(?:用|限|使用|基于|根据)|一定(?:要|得|不能)|必须|务必|(?:都|还|也|并且?|而且|需|得|每\\p{Script=Han}{1,4})(?:要|需要?|得|应)(?:包含|包括|有|是|用|体现|提到|符合|以|能|带|写|押韵)|要求|前提是|条件是|的前提下|预算)(?<!(?:我|他|她)(?:们)?(?:今天|明天|现在|也|都)?(?:必须|务必|只能|至少|最多))',
  '(?<!(?:なぜ|どうして)[^。！？\\n]{0,20})(?:(?:以内|以下|以上|未満|限定)(?:で|に|の|と)|[\\d一二三四五六七八九十](?:\\p{L}{1,3})?まで(?:で|に|と|の|。)|のみ|だけ(?:を|で|に|使)|(?:こと|もの)(?:[。\\s]|$)|必ず(?!しも)|ただし|条件|限定|(?:ように|形で|範囲で)(?:して|書|お願い|作|、)|なければ(?:なりません|なら|いけ)|(?:超え|越え)(?:ない|ず)|必要があります|必須|なしで|抜きで|使わずに|(?:使わ|入れ|含め|超え|変え)ないで)',
);
const UNSPACED_REQUEST = anyPhrase(
  '(?:请|帮|给我|推荐|写|设计|翻译|列出|总结|想要|需要|生成|做|改|制定|规划|起|想|找|介绍)(?!.{0,20}(?:吗|？|呢))',
  '(?:て|で)(?:ください|下さい|くれ|ほしい|欲しい|もらえ|いただけ|ね|[。！]|$|\\s)|お願い|(?:教え|考え|作っ|書い|挙げ|出し|まとめ|訳し|提案し)て|たい(?:です|ん)',
);

const ANYTHING: Phrases = { test: () => true };
/** Questions for something that has to meet conditions. */
const SEARCH = anyPhrase(
  "(?:looking|searching) for|(?:any|some|good) (?:ideas?|suggestions?|recommendations?|tips)|(?:ideas?|recipe|recipes|suggestions?|recommendations?|gift|plan|itinerary) (?:for|that|which|with)|i(?:'m| am) after|what (?:can|could) (?:i|we) (?:cook|make|buy|gift|eat)|i(?:'ll| will) need|ich suche|suche (?:ein|nach)|wir (?:brauchen|suchen|wollen)|je cherche|il me faut|j'(?:ai besoin|aimerais)|on (?:cherche|veut)|busco|necesitamos|procuro|(?:estou|estamos) à procura|queria|queremos|me (?:gustaría|recomiendas)|cerco|ho bisogno|ik zoek",
  '(?:^|[.!?,;:\\n] ?)(?:please )?(?:find|use|need|want|draft|plan|design|name|list|answer|reply|code|suggest|pick|book|recommend|brauche?|bräuchte|suche?|bedenk|verzin|besoin) (?!(?:is|are|was|of)(?!\\p{L}))[\\p{L}\\d]{1,25}',
);
/** Sentences that tell of what somebody said or did set no condition, unless something is asked for beside them. */
const TOLD = anyPhrase(
  '(?:(?:i|we|he|she|they|you|it) (?:must|might|may|should|could) have|(?:told|tells|says|said|claims|insists|insisted|demands|wants) (?:me|us|that|the|i|we|you|it|each|every|all|he|she))(?!\\p{L})',
);
const SENTENCE = /(?<=[.!?;])\s+|\n+/u;

function setsCondition(text: string): boolean {
  const words = ownWords(text);
  if (UNSPACED_LIMIT.test(words) && UNSPACED_REQUEST.test(words)) return true;
  if (requestsWith(words, LIMIT, NO_LIMIT)) return true;
  if (SEARCH.test(words) || requestsWith(words, ANYTHING))
    return CONSTRAINT.test(words) || RULED.test(words) || (SEARCH.test(words) && LIMIT.test(words));
  const untold = TOLD.test(words) ? words.split(SENTENCE).filter((sentence) => !TOLD.test(sentence)) : [words];
  return untold.some((sentence) => CONSTRAINT.test(sentence));
}

/** A rule that the answer must meet. */
export const RULE_PATTERNS: readonly PromptPattern[] = [
  presence('constraint', 'sets a condition that the answer must meet', setsCondition),
  presence('negative_instruction', 'says what not to do', forbids),
];
