import { anyPhrase, openingPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const ROLE = openingPhrase(
  '(?:act|behave) (?:as|like)(?: if you (?:are|were))? (?:a|an|the|my)',
  '(?:respond|answer|reply|write) (?:as|like) (?:if|though) you (?:are|were) (?:a|an|the|my)',
  'you are (?:now )?(?:a|an|the|my) (?!(?:bit|little|lot|few|great help|genius|star|life|liar)(?!\\p{L}))\\p{L}{1,40}',
  '(?:pretend|imagine) (?:that )?you(?: are|.re) (?:a|an|the|my)',
  'play the role of',
  '(?:take|assume|adopt) (?:on )?the (?:role|persona) of',
  'du bist (?:jetzt )?(?:ein|eine|mein|meine|der|die) (?!(?:bisschen|wenig|schatz|held|engel)(?!\\p{L}))\\p{L}{1,40}',
  'sie sind (?:ein|eine) (?!(?:bisschen|wenig)(?!\\p{L}))\\p{L}{1,40}',
  '(?:agiere|verhalte dich) (?:als|wie) (?:ein|eine|mein)',
  'stell(?:e)? dir vor,? du (?:bist|wärst|wärest)',
  'tu es (?:un|une|mon|ma) (?!(?:peu|ange)(?!\\p{L}))\\p{L}{1,40}',
  'vous êtes (?:un|une) (?!(?:peu|ange)(?!\\p{L}))\\p{L}{1,40}',
  '(?:agis|agissez|comporte-toi) (?:comme|en tant que)',
  '(?:eres|tú eres) (?:un|una|mi) (?!(?:poco|genio)(?!\\p{L}))\\p{L}{1,40}',
  '(?:actúa|actúe|compórtate) como',
  'você é (?:um|uma|meu|minha) (?!(?:pouco|gênio)(?!\\p{L}))\\p{L}{1,40}',
  '(?:aja|atue|comporte-se) como',
);

const STEP_BY_STEP = anyPhrase(
  '(?:think|reason|work|go|walk|proceed|explain|solve)(?: \\p{L}+){0,4}? (?:step by step|step-by-step|one step at a time|carefully before)',
  "let's (?:think|work|reason)",
  'step by step,? (?:please|and|then|before)',
  'show (?:your|the|all) (?:work|working|reasoning|steps)',
  'chain of thought',
  'think (?:hard|carefully|it through|deeply|aloud)',
  'schritt für schritt',
  '(?:étape par étape|pas à pas)',
  'paso a paso',
  'passo a passo',
);

const CONSTRAINT = anyPhrase(
  '(?:at most|at least|no more than|not more than|no longer than|no fewer than|exactly) (?:\\d+|one|two|three|four|five|six|ten|a)',
  '(?:the |your )?(?:answer|output|response|code|text|result|function|summary|it|you|each|every|all) (?:must|should only|has to|needs to|shall)(?! (?:be (?:nice|great|fun)|have been))',
  'make sure (?:that|to|you|it|the)',
  'ensure (?:that|to|it|the)',
  '(?:only|just) (?:use|return|output|answer|include|respond|reply|give|write|mention|consider)',
  '(?:höchstens|mindestens|maximal|genau) (?:\\d+|ein|eine|zwei|drei|vier|fünf|zehn)',
  '(?:die antwort|das ergebnis|der text|der code|es) (?:muss|soll(?:te)? nur|darf nur)',
  'achte darauf',
  '(?:au plus|au moins|au maximum|exactement) (?:\\d+|un|une|deux|trois|quatre|cinq|dix)',
  '(?:la réponse|le texte|le code|le résultat) doit',
  '(?:como máximo|como mínimo|al menos|no máximo|no mínimo|pelo menos|exactamente|exatamente) (?:\\d+|un|una|dos|tres|cinco|diez|um|uma|dois|três)',
  '(?:la respuesta|el texto|el código|el resultado|a resposta|o texto|o código|o resultado) (?:debe|deve)',
  '(?:asegúrate|certifique-se|assure-toi|assurez-vous) (?:de|que)',
);

/** Commands not to do something. "I don't know" and "why doesn't it work" tell of a state and forbid nothing. */
const NEGATION = openingPhrase(
  "(?:do not|don't|dont|never)(?! (?:know|understand|think|get|see|have|worry|mind|remember|want|seen|heard|been|had))\\s+\\p{L}+",
  'avoid(?! (?:dance|ance))\\s+\\p{L}+',
  'without (?:using|any|adding|changing|mentioning)',
  'no (?:preamble|explanations?|markdown|emojis?|comments|introduction|jargon|code|prose|apologies|bullet points|fluff)',
  '(?:verwende|benutze|nutze|schreib|schreibe|erwähne|erkläre|gib|mach|mache|ändere|füge)(?: \\p{L}+){0,4}? (?:nicht|kein|keine|keinen|niemals)',
  'vermeide',
  'ohne (?:zu|einleitung|erklärung|kommentare|markdown)',
  "n'(?:utilise|ajoute|explique|écris|invente|oublie)[rz]?(?: pas| jamais)",
  'ne (?!sais|comprends|peux|suis)\\p{L}+(?: pas| jamais)',
  '(?:évite|évitez) ',
  '(?:no|nunca) (?:uses|use|incluyas|escribas|expliques|agregues|menciones|cambies|inventes|repitas|olvides)',
  '(?:evita|evite) ',
  '(?:não|nunca) (?:use|inclua|escreva|explique|adicione|mencione|mude|invente|repita|esqueça)',
);

const EXAMPLE_LABEL =
  /^[\s>*#-]*(?:example|input|output|q|a|question|answer|user|assistant|beispiel|eingabe|ausgabe|frage|antwort|exemple|entrée|sortie|question|réponse|ejemplo|entrada|salida|pregunta|respuesta|exemplo|saída|pergunta|resposta)\s?(?:\d{1,2})?\s?(?:[:=]|->|→)/gimu;
const ARROW_PAIR = /^[^\n]{1,120}\S\s(?:->|=>|→)\s\S[^\n]{0,119}$/gmu;

const SECTION =
  /^(?:#{1,4}\s+\S|\*\*[^*\n]{2,40}\*\*:?\s*$|<(?!https?|\/)[a-z][a-z_-]{2,30}>\s*$|(?:context|task|role|goal|format|constraints?|input|output|instructions?|background|audience|tone|kontext|aufgabe|rolle|ziel|contexte|tâche|objectif|rôle|contexto|tarea|tarefa|objetivo|papel)\s?:)/gimu;

const AUDIENCE = anyPhrase(
  '(?:explain|write|describe|summari[sz]e)(?: \\p{L}+){0,5}? (?:for|to) (?:a|an|my) (?:beginner|child|kid|layperson|novice|student|expert|manager|executive|non-technical|five[- ]year[- ]old|\\d+[- ]year[- ]old|[a-z]+ audience)',
  "like i'm (?:five|\\d+|a)",
  'eli5',
  '(?:für|an) (?:anfänger|laien|kinder|experten|einsteiger)',
  'pour (?:un|une|des) (?:débutante?s?|enfants?|experts?)',
  'para (?:un|una|um|uma) (?:principiante|niñ[oa]|expert[oa]|iniciante|criança|especialista)',
);

export const TECHNIQUE_PATTERNS: readonly PromptPattern[] = [
  presence('role_play', 'gives the model a role', (text) => ROLE.test(text)),
  presence('step_by_step', 'asks to think or work step by step', (text) => STEP_BY_STEP.test(text)),
  presence('few_shot', 'shows examples of input and output', (text) => hasExamples(text)),
  presence('constraint', 'sets a condition that the answer must meet', (text) => CONSTRAINT.test(text)),
  presence('negative_instruction', 'says what not to do', (text) => NEGATION.test(text)),
  presence('sections', 'is laid out in two or more labelled sections', (text) => countOf(text, SECTION) >= 2),
  presence('audience', 'says for whom the answer is', (text) => AUDIENCE.test(text)),
];

/** Two pairs of labels (input and output), or three lines of the form "this -> that". */
function hasExamples(text: string): boolean {
  return countOf(text, EXAMPLE_LABEL) >= 4 || countOf(text, ARROW_PAIR) >= 3;
}

function countOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
