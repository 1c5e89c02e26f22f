import { commands } from './imperative.js';
import { ownWords } from './own-words.js';
import { anyPhrase, anyPhraseWith } from './phrases.js';
import { prefiltered } from './prefilter.js';
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
const CONSTRAINT = anyPhraseWith(
  'must|least|most|only|exactly|should|shall|has to|have to|need|sure|ensure|see to|care|always|never|max|min|no more|no longer|no fewer|not more|under|below|less|fewer|cheaper|up to|just|exclusiv|nothing but|stick to|yourself|subject to|provided|constraint|condition|requirement|rules|restrict|strict|sole|pure|may not|cannot|can only|budget|price|cost|length|deadline|as long|keep|höchst|mindest|maximal|genau|mehr als|weniger als|muss|müss|soll|darf|dürf|sicher|sorg|acht|halte|beschränk|nur|ausschließ|immer|bedingung|vorgabe|anforderung|regel|wichtig|voraus|au plus|au moins|maximum|minimum|exact|pas plus|moins de|doit|doivent|devra|assur|veill|en sorte|limit|tiens|unique|seulement|toujours|que|contrainte|règle|exigence|máximo|mínimo|al menos|lo sumo|lo menos|no más|pelo menos|exata|debe|tiene|tienen|deve|tem que|precisa|não pode|asegúr|asegur|certifi|garant|procura|solo|solamente|siempre|apenas|somente|sempre|restric|restriç|condi|requisito|regla|regra|dovre|ogni|almeno|al massimo|non più|esatta|assicur|fai in|zorg|let erop|moet|mag|alleen|uitsluit|minstens|hooguit|必|务|只|不得|仅|限|要求|确保|不少|不超|至少|最|のみ|だけ|少なくとも|条件|制約|いけま|ように|以内',
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
  '(?:必须|务必|只能|不得|仅限|限于|要求(?=[：:])|确保|不少于|不超过|至少|最多|只(?:返回|输出|用|使用|回答|需))(?!的是)(?<!(?:我|我们|他|她|你们?)(?:今天|明天|现在|也|都)?(?:必须|务必|只能|至少|最多))',
  '(?:必ず(?!しも)[\\p{L}]{1,15}(?:て|で)(?:ください|下さい|くれ|ね)|(?:こと|もの)(?:が|を)条件)',
  '(?:(?:必ず|のみ(?:を|で)?|だけ(?:を|で)?)(?:\\p{L}{0,10})(?:使|出力|返|答え|含め|書|回答|入れ|示)|(?:少なくとも|最大|最低)\\s?[\\d一二三四五六七八九十]|条件[はを：:]|制約[はを：:]|[にが]してはいけません|ようにして(?:ください|下さい)|以内で)',
);

/** A rule for what is asked for, beside a command; by itself it may tell of anything: "the tenant must pay". */
const RULED = anyPhrase(
  '(?:it|this|that|they|these|the [\\p{L}-]{2,20}(?: [\\p{L}-]{2,20})?|(?:each|every|all|any)(?: [\\p{L}-]{2,20}){1,3}?) (?:must|has to|have to|needs to|need to|should|shall|may only|can only)(?: only| not| always| also| still)? (?!(?:have been|i|we|you|he|she)(?!\\p{L}))[\\p{L}]{2,20}',
  '(?:der|die|das|jede[rs]?|alle|es|sie)(?: [\\p{L}-]{2,20}){0,2}? (?:muss|müssen|soll|sollen|sollte|sollten|darf|dürfen) (?!(?:ich|wir|man|ihr)(?!\\p{L}))[\\p{L}]{2,20}',
  "(?:le|la|les|l'|chaque|tous|toutes|ça|cela)(?: ?[\\p{L}-]{2,20}){1,2}? (?:doit|doivent|devra|devront) [\\p{L}]{2,20}",
  '(?:el|la|los|las|cada|todo|toda|o|a|os|as)(?: [\\p{L}-]{2,20}){1,2}? (?:debe|deben|tiene que|tienen que|deve|devem|tem que|têm que|precisa|precisam) [\\p{L}]{2,20}',
);

/** A limit or a condition inside a request. */
const LIMIT = prefiltered(
  /(?<!\p{L})(?:(?:no|not) (?:longer|more|larger|bigger|older|later|shorter|heavier|higher|lower|further|fewer|less|cheaper) than|(?:at least|at most|exactly|no fewer than|a (?:maximum|minimum) of) (?:\d|an?(?!\p{L})|one|two|three|four|five|six|seven|eight|ten|half)|(?:keep|leave|preserve|maintain) (?:\p{L}+ ){1,5}?(?:the same|same|intact|unchanged|untouched|as (?:is|it is|they are))|without (?:changing|breaking|exceeding|losing|altering)|höchstens|mindestens|maximal|ausschließlich|unter der bedingung|à condition (?:que|qu|de)|au (?:plus|moins|maximum|minimum) (?:\d|un|deux|trois)|uniquement|como (?:máximo|mínimo)|al menos|pelo menos|no (?:máximo|mínimo)|exactamente|exatamente|únicamente|exclusivamente|somente|a condición de que|con la condición|desde que|que (?:tenga|tengan|contenga|contengan|cumpla|incluya|tenha|contenha|cumpra)|esattamente|almeno|al massimo|minstens|uitsluitend)(?!\p{L})/u,
);
/** What somebody has or did is no limit of the answer. */
const NO_LIMIT = prefiltered(
  /(?<!\p{L})(?:i|we|he|she|they|you|it|there|my \p{L}+) (?:have|has|are|had|am|is|was|were|took|got|saw|spent|know|need|lost|paid) (?:\p{L}+ )?(?:at least|at most|exactly|no (?:more|longer|less))|took no longer|no longer than (?:usual|expected)(?!\p{L})/u,
);

function setsCondition(text: string): boolean {
  const words = ownWords(text);
  return CONSTRAINT.test(words) || (RULED.test(words) && commands(words)) || requestsWith(words, LIMIT, NO_LIMIT);
}

/** A rule that the answer must meet. */
export const RULE_PATTERNS: readonly PromptPattern[] = [
  presence('constraint', 'sets a condition that the answer must meet', setsCondition),
  presence('negative_instruction', 'says what not to do', forbids),
];
