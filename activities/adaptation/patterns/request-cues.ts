/** Up to six words of the same clause. */
export const GAP = "(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,6}?";

/** Up to nine, over commas and marks on letters. */
export const WORDS = "(?: [\\p{L}\\p{N}\\p{M}\\uFFFC'’,-]{1,25}){0,9}?";

/** Before a verb that says what somebody does or how to do it, and commands nothing; "you to give me" is a wish. */
export const NOT_TOLD_OF =
  '(?<!(?<!\\p{L})(?:i|we|they|he|she|it|who|people|users|never|not|don.t|didn.t|(?<!you )to|(?<!can |could |would |will )you) )';

/** Verbs, English, by which an answer is asked for. */
export const GIVE_EN =
  "(?:give|make|write|create|provide|generate|produce|prepare|compile|build|draw up|put together|draft|send|show|return|output|present|compose|print|get|come up with|assemble|collect|add|include|deliver|do|i want|i need|i'd like|i would like|i'd love|we need|we want|i'm after|looking for)(?: (?:me|us|it|this|that|them|up|out))?";

const GERMAN =
  '(?:kannst|könntest|würdest|magst) du|könn(?:en|ten) sie|würden sie|gib|geben sie|mach|mache|machen sie|erstelle?|erstellen sie|schreibe?|schreiben sie|zeige?|zeigen sie|baue?|liefere?|ich brauche?|ich bräuchte|ich möchte|ich hätte gerne?|ich will|fasse?|fassen sie|stelle?|stellen sie|packe?|setze?|setzen sie|nutze?|verwende?|benutze?|vergleiche?|ordne|sortiere?|nenne?|antworte?|antworten sie|formatiere?|formuliere?|gliedere?|übertrage?|übersetze?|übersetzen sie|erkläre?|erklären sie|verfasse?|verfassen sie|fülle?|bereite|bring|bringe|präsentiere?|sag|sage|bitte';
const FRENCH =
  "(?:(?:peux|pourrais)-tu|tu (?:peux|pourrais)|(?:pouvez|pourriez)-vous|vous (?:pouvez|pourriez)|donne[rz]?|fai(?:s|tes)|dresse[rz]?|crée[rz]?|établis(?:sez)?|prépare[rz]?|écri(?:s|vez)|rédige[rz]?|présente[rz]?|propose[rz]?|sors|sortez|rends|rendez|mets?|mettez|organise[rz]?|montre[rz]?|réponds|répondez|utilise[rz]?|ajoute[rz]?|résume[rz]?|reformule[rz]?|structure[rz]?|formate[rz]?|traduis|traduisez|explique[rz]?|compare[rz]?|liste[rz]?|génère|générez|produis|transforme[rz]?|passe[rz]?|je (?:veux|voudrais|souhaite)|j'aimerais|il me faut|j'ai besoin)(?:-(?:moi|nous|le|la|les)){0,2}";
const SPANISH =
  '(?:me )?puedes|podrías|puede usted|podría|dame|deme|danos|haz|hazme|hazlo|haga|crea|cree|escribe|escríbe(?:lo|me)|escriba|redacta|prepara|elabora|genera|arma|pon|ponlo|ponme|ponga|muestra|muéstra(?:lo|me)|muestre|responde|responda|contesta|usa|utiliza|resume|resúme(?:lo|me)|organiza|compara|formatea|estructura|devuelve|devuélve(?:lo|me)|quiero|quisiera|necesito|me das|me haces|añade|incluye|saca|sácame|pasa|pása(?:lo|me)|traduce|tradúce(?:lo|me)|explica|reescribe|reformula|envía(?:le)?|explíca(?:me)?(?:lo)?|presenta|convierte';
const PORTUGUESE =
  '(?:me )?dá|me dê|dê|faça|faz|me faz|crie|cria|escreva|escreve|monte|monta|prepare|elabore|gere|gera|organize|ponha|põe|coloque|coloca|mostre|mostra|responda|resuma|use|formate|quero|queria|preciso|pode|poderia|você pode|separe|liste|traga|retorne|transforme|apresente|traduza|traduz|me traduz|explique|passa|passe';
const ITALIAN =
  'fai|fammi|dammi|crea|scrivi|scrivimi|prepara|preparami|puoi|potresti|rispondi|riassumi|metti|mostra|mostrami|usa|vorrei|organizza|formatta|presenta|elenca|spiega|spiegalo|spiegami|traduci|traducilo|genera|confronta';
const DUTCH =
  'geef|maak|schrijf|zet|kun je|kan je|kunt u|wil je|antwoord|gebruik|toon|vat|ik wil|graag|leg|vertaal|formatteer|vergelijk|beantwoord';

/** What opens a request in the languages besides English; not what somebody else does: "elle utilise". */
const CUE = `(?<!(?<!\\p{L})(?:ich|er|wer|wir|man|elle|il|on|je|qui|ils|ella|él|yo|ele|ela|eu|quem|lui|lei|io|hij|zij|ik|que) )(?:${[GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH].join('|')})`;

/** The same words without the condition of {@link CUE}, with a few words more, up to what is asked for. */
export const ASKED = `${CUE}${GAP} `;
