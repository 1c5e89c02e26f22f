import { ownWords } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { forbids } from './prohibition.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const NUMBER_EN = '(?:\\d{1,6}|one|two|three|four|five|six|seven|eight|ten|twenty|a|an)';
/** What a rule about the answer speaks of. */
const ANSWER_EN =
  '(?:the |your |each |every |all |any )?(?:answers?|outputs?|responses?|code|text|results?|functions?|summary|summaries|solutions?|titles?|names?|paragraphs?|sentences?|lines?|poem|story|essay|email|e-mail|letter|reply|query|script|password|plan|list|items?|table|headings?|values?|questions?|tone|style|translation|sections?|recipe|recipes)';
const CONSTRAINT = anyPhrase(
  `(?:^|[.!?,;:\\n] ?|please |and |then )(?!(?:have|has|had|cost|costs|is|was|are|were|took|takes|weighs|lasts|needs)(?!\\p{L}))\\p{L}{3,20}(?: me| us)? (?:at most|at least|no more than|no fewer than|exactly|up to) ${NUMBER_EN} \\p{L}{1,40}`,
  `(?:name|list|give|write|use|include|suggest|provide|find|generate|create|return|keep|limit|cite|mention|add|answer|make|pick|choose|with|in|be|contain|contains|have|has|spend|cost|costs)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,20}){0,6}? (?:at most|at least|no more than|not more than|no longer than|no fewer than|exactly|a maximum of|a minimum of|up to|under|fewer than|less than) ${NUMBER_EN}(?<!(?:i|we|he|she|they|already|has been|it) (?:have|has|make|spend|cost|costs) (?:at most|at least|no more than|exactly|up to|under|less than) ${NUMBER_EN})`,
  `(?:^|[.!?,;(\\n] ?)(?:at most|at least|no more than|no fewer than|exactly|maximum|minimum|max) ${NUMBER_EN} \\p{L}{1,40}`,
  `${ANSWER_EN} (?:must(?: not)?|should (?:only|not|always|be|contain|include|have|use|rhyme|start|end|fit|sound)|has to|have to|needs to|need to|shall|may not|cannot|can only)(?! (?:have been|go through|be (?:nice|great|fun|hard|wrong|broken|somewhere|here)))`,
  '(?:it|this|that|they) (?:must|has to|needs to|should only|may only|shall) (?:be (?!(?:nice|great|fun|hard|wrong|broken|somewhere|here|late|me|so|true|a (?:mistake|joke)))|not|contain|include|run|work|fit|use|have|rhyme|start|end|sound|support|compile|handle|pass|return)',
  '(?<!(?<!\\p{L})(?:i|we|to|you|they|not|can|could) )(?:make sure|be sure|ensure|see to it)(?: that| to|:)? (?!(?:i|we|he|she|they)(?!\\p{L}))(?:\\p{L}{1,40}|\\d{1,9})',
  '(?:only|just|exclusively) (?:use|return|output|answer|include|respond|reply|give|write|mention|consider|change|list|show|rely)(?<!(?:i|we|he|she|they|it|users|can|could|to|will|would) (?:only|just|exclusively) \\p{L}{3,8})',
  '(?:use|return|output|include|answer with|respond with|reply with|list|cite|consider|change|show|give me) (?:only|nothing but|exclusively)',
  '(?:stick to|restrict yourself to|limit yourself to|confine yourself|subject to|provided that|under the (?:following )?(?:constraints?|conditions?))',
  '(?:the )?(?:constraints?|requirements?|rules|conditions)(?: are)?:',
  '(?:always|never) (?:use|answer|include|cite|start|end|write|return|mention|reply|respond|add|ask|keep)(?<!(?:i|we|they|he|she|it|will|you|people|users) (?:always|never) \\p{L}{3,8})',
  // German
  '(?:nenne?|gib|verwende|schreibe?|nutze|liste?|mit|erstelle?|finde|in|enthält|enthalten|wähle|benutze|,)(?: [\\p{L}]{1,20}){0,5}? (?:höchstens|mindestens|maximal|genau|nicht mehr als|nicht weniger als) (?:\\d+|einen?|eine[mr]?|zwei|drei|vier|fünf|sechs|zehn)(?<!(?:ich|wir|er|sie) (?:habe|haben|brauche) (?:höchstens|mindestens|maximal|genau) \\p{L}+)',
  '(?:^|[.!?(\\n] ?)(?:höchstens|mindestens|maximal|genau) (?:\\d+|einen?|eine|zwei|drei|vier|fünf|zehn) ',
  '(?:die antwort|das ergebnis|der text|der code|die lösung|die ausgabe|der titel|das gedicht|die funktion|die e-mail|jeder (?:satz|punkt|absatz)|alle (?:namen|sätze|punkte|werte)|das rezept|der name|die antworten|der ton)(?: \\p{L}+)? (?:muss|müssen|soll|sollen|sollte|sollten|darf|dürfen)(?! ich)',
  '(?:achte(?:n sie)? darauf|stelle? sicher|stellen sie sicher|sorge dafür|halte dich an|beschränke dich auf)',
  '(?:verwende|nutze|benutze|gib|antworte|nenne|schreibe?|ändere|berücksichtige)(?: [\\p{L}]{1,20}){0,3}? (?:nur|ausschließlich|immer)(?! noch)',
  '(?:bedingungen?|vorgaben?|anforderungen|regeln)(?: sind)?:',
  // French
  '(?:donne|cite|utilise|écris|propose|liste|avec|inclus|nomme|trouve|génère|en|choisis|,)(?:-moi|z)?(?: [\\p{L}]{1,20}){0,5}? (?:au plus|au moins|au maximum|au minimum|exactement|pas plus de|moins de|maximum) (?:\\d+|une?|deux|trois|quatre|cinq|six|dix)',
  "(?:la réponse|le texte|le code|le résultat|la fonction|le titre|chaque (?:phrase|point|ligne)|le poème|la solution|l'e-mail|les noms|la recette|le ton|le nom|ta réponse|votre réponse) (?:doit|doivent|ne doit|devra)",
  "(?:assure-toi|assurez-vous|veille à|veillez à|fais en sorte|faites en sorte|limite-toi à|limitez-vous à|tiens-t'en)",
  '(?:utilise[rz]?|réponde?[sz]|donne[rz]?|cite[rz]?|change[rz]?)(?: [\\p{L}]{1,20}){0,2}? (?:uniquement|seulement|exclusivement|toujours)',
  "n'(?:utilise|utilisez|inclus|donne|change) que",
  '(?:contraintes?|conditions?|règles|exigences)(?: sont)? ?:',
  // Spanish and Portuguese
  '(?:da|dame|usa|escribe|incluye|propón|nombra|menciona|con|dê|me dê|use|escreva|inclua|sugira|cite|com|liste|en|em|genera|crea|crie|elige|,)(?: [\\p{L}]{1,20}){0,5}? (?:como máximo|como mínimo|al menos|a lo sumo|por lo menos|no más de|no máximo|no mínimo|pelo menos|exactamente|exatamente|máximo) (?:\\d+|une?|una?|dos|tres|cuatro|cinco|seis|diez|uma?|dois|duas|três|quatro|dez)',
  '(?:la respuesta|el texto|el código|el resultado|la función|el título|cada (?:frase|punto|línea)|el poema|la solución|el correo|la receta|el tono|los nombres|el nombre|tu respuesta|a resposta|o texto|o código|o resultado|a função|o título|o poema|a solução|o e-mail|a receita|o tom|os nomes|o nome|sua resposta) (?:no )?(?:debe|deben|tiene que|tienen que|deve|devem|não deve|tem que|precisa|não pode)',
  '(?:asegúrate|asegúrese|certifique-se|garanta|procura|limítate|limite-se) (?:de|que|a)',
  '(?:usa|utiliza|responde|incluye|devuelve|use|responda|inclua|retorne|cambia|mude)(?: [\\p{L}]{1,20}){0,2}? (?:solo|solamente|únicamente|siempre|apenas|somente|sempre|exclusivamente)',
  '(?:solo|apenas|somente|únicamente) (?:usa|responde|devuelve|use|responda|retorne|inclua|incluye)',
  '(?:restricciones|condiciones|requisitos|reglas|restrições|condições|regras)(?: son| são)?:',
  // Chinese and Japanese
  '(?:必须|务必|只能|不得|仅限|限于|要求(?=[：:])|确保|不少于|不超过|至少|最多|只(?:返回|输出|用|使用|回答|需))(?!的是)(?<!(?:我|我们|他|她|你们?)(?:今天|明天|现在|也|都)?(?:必须|务必|只能|至少|最多))',
  '(?:(?:必ず|のみ(?:を|で)?|だけ(?:を|で)?)(?:\\p{L}{0,10})(?:使|出力|返|答え|含め|書|回答|入れ|示)|(?:少なくとも|最大|最低)\\s?[\\d一二三四五六七八九十]|条件[はを：:]|制約[はを：:]|[にが]してはいけません|ようにして(?:ください|下さい)|以内で)',
);

/** A rule that the answer must meet. */
export const RULE_PATTERNS: readonly PromptPattern[] = [
  presence('constraint', 'sets a condition that the answer must meet', (text) => CONSTRAINT.test(ownWords(text))),
  presence('negative_instruction', 'says what not to do', forbids),
];
