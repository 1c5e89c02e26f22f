import { ownWords } from './own-words.js';
import { anyPhrase, openingPhrase } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { requestsWith } from './requests.js';

/** The name of a format, but not of a thing that belongs to it: a parser, an error, a file that somebody has. */
const FORMAT =
  '(?:\\.?(?:json(?: ?lines|l)?|ndjson|ya?ml|csv|tsv|xml|toml)|(?:comma|tab|semi-?colon|pipe)[- ](?:separated|delimited)(?: values)?|geojson|json-ld|json5|kml|atom feed)(?!\\.[\\p{L}\\p{N}]|/|-(?!format|formatted|objekt|array|liste|ausgabe|antwort|tabelle|only|string|struktur|dokument|datei (?:mit|für|aus|daraus|bitte)|datei ?[.,:;]|datei$|style)| (?:to|vs|and xml|parsers?|reader|writer|importer|exporter|converter|librar(?:y|ies)|schema|errors?|columns?|import|export|payload|request|body|editor|viewer|validators?|linters?|formatters?|loaders?|endpoints?|apis?|(?:en|de)coders?|seriali[sz]ers?|generators?|tools?|plugins?|extensions?|jokes?|web tokens?|tutorial|help|support|explained|feeds?|files? (?:i|that|which|from|is|in|we|and)))';
/** What a format has by itself: "list the special characters in XML" asks about XML, not for it. */
const INTRINSIC =
  '(?:characters?|comments?|tags?|keys|errors?|bugs?|dates|namespaces?|syntax|attributes?|arrays?|types?|keywords?|strings?|numbers?|quotes|tabs|anchors?|columns?|rows|fields?|nulls?|duplicates|indentation|line breaks|kommentare|tippfehler|fehler|zeichen|erreurs?|commentaires?|errores|comentarios|erros|comentários)';
/** Up to so many words of one clause, without a clause inside it: "write a script that exports …" asks for a script. */
const words = (most: number): string =>
  `(?: (?!(?:that|which|who|whose|how|why|when|where|whether|if|because|wie|warum|dass|ob|wenn|comment|pourquoi|qui|qu|cómo|por|porque|como se)(?!\\p{L}))[\\p{L}\\p{N}\\p{M}\\uFFFC'’,&/-]{1,25}){0,${most}}?`;
const WORDS = words(14);

/** What is written when code is asked for. */
const CODE_NAME =
  '(?:scripts?|functions?|programs?|class|methods?|endpoints?|apis?|code|quer(?:y|ies)|regex|commands?|tests?|apps?|services?|buttons?|features?|tools?|librar\\p{L}{1,3}|macro|formula|components?|pipeline|job|cron|one-liner|handler|controller|module|package|parser|loader|converter)';
/** Behind a verb: "write a script to export …" asks for a script, "write a mail asking for …" for a mail. */
const NO_CODE = `(?!(?: (?:me|us|mir|uns|moi|a|an|some|the|ein|eine|einen|une?|uma?|una|my|your))+ (?:[\\p{L}\\p{N}#+-]{1,15} ){0,3}?(?:${CODE_NAME}|[\\p{L}-]{0,20}skript|programm|funktion|fonction|función|função|programme|programa|klasse|clase|classe|código|abfrage|consulta|requête|methode|herramienta|ferramenta|outil|werkzeug)(?:,|;| (?:to|that|which|for|in [\\p{L}+#]{1,12} (?:to|that|which)|pour|qui|que|para|de|zum|um|der|die|das|mit|en python|em python)(?!\\p{L}))|(?: (?:me|us|a|an|the|my|our|short|polite|friendly|quick))+ (?:e-?mail|mail|letter|message|note|reply|reminder|text) (?:asking|requesting|telling|explaining|saying|reminding|begging|that (?:asks|tells|explains|says)))`;

// English
/** Words before a format; whose it is tells that it is there already, and a preposition begins something else. */
const ADJECTIVES_EN =
  '(?:(?:a |an |only |just |nothing but |one |single )|(?!(?:my|our|your|his|her|their|its|this|that|these|those|the|existing|old|which|from|to|of|for|and|or|in|as|into|with|on|at|by|is|are|was|parsing|reading|loading|than|about|not|no|without|instead|function|script|parser|code|python|java|javascript|php|ruby|sql|it|them|me|us|i|we|you)(?!\\p{L}))[\\p{L}\\p{N}-]{2,20} ){0,3}?';
/** Nothing else before it, where the clause begins with it. */
const BARE_DATA_EN = `(?:a |an |only |just |nothing but |valid |strict |pure |raw |well-formed |one |single |compact |plain |proper |clean |minified |pretty-printed |simple |flat |nested ){0,4}${FORMAT}`;
const DATA_EN = `${ADJECTIVES_EN}${FORMAT}`;
const ASKING_EN =
  "(?:(?:can|could|would|will) (?:you|u|ya) (?:please |pls |plz |also |just |maybe )?|(?:i|we)(?:'d| would)? (?:want|need|like) (?:you )?to |you (?:should|must|will|have to) (?:only |always )?|(?:make sure|be sure|remember) (?:to |you )|always |only |just )?";
const GIVING_EN =
  'respond|answer|reply|return|output|give|provide|present|format|reformat|write|rewrite|list|show|put|summari[sz]e|display|print|render|generate|create|produce|encode|serialize|represent|express|deliver|send|hand|export|structure|organi[sz]e|arrange|make|get|record|draft|prepare|save|emit|dump';
const WORKING_EN =
  'extract|classify|collect|parse|split|group|tag|label|transcribe|gather|build|convert|turn|transform|translate|change|map|migrate|name|suggest|recommend|find|tell|report|annotate|wrap|describe|compare|analy[sz]e|summari[sz]e|identify|count|rank|sort|rate|explain|add|pack|merge|combine|complete|fill';
const HANDING_EN =
  '(?:return|output|emit|produce|print|generate|give|send|hand|provide|create|write|make|show|use|deliver|build|spit|want|need|expect)';
const OPENING_EN: readonly string[] = [
  `${ASKING_EN}(?:${GIVING_EN}|${WORKING_EN})${NO_CODE}${WORDS} (?:as|into) (?:the )?${DATA_EN}`,
  `${ASKING_EN}(?:${GIVING_EN})${NO_CODE}${WORDS}(?<!(?<!\\p{L})${INTRINSIC}) in ${DATA_EN}`,
  `${ASKING_EN}(?:respond|answer|reply|come back)${words(4)} (?:with|using|w/) ${DATA_EN}`,
  `${ASKING_EN}(?:convert|turn|export|transform|change|translate|migrate|map|switch)${WORDS} (?:to|from \\p{L}{2,12} to) ${DATA_EN}`,
  `${ASKING_EN}(?:i |we )?${HANDING_EN}(?: me| us)?(?: back| out)?(?: it| them)? ${DATA_EN}`,
  `(?:i|we)(?:'d| would)? (?:want|need|like|expect|prefer|love)(?: (?!to(?!\\p{L}))[\\p{L}'’-]{1,20}){0,8} (?:as|in) ${DATA_EN}`,
  `(?:i|we)(?:'d| would)? (?:want|need|like|expect|prefer) ${DATA_EN}`,
  `(?:only|just|nothing but) (?:the |a )?${DATA_EN}(?=\\s*(?:[.,!;]|please|\\n|$))`,
  `${ASKING_EN}(?:${GIVING_EN})${WORDS} in (?:the following|this|the) (?:exact )?${FORMAT} (?:format|structure|shape|layout)`,
  `(?:can|could|may) (?:i|we) (?:please )?(?:get|have|see)(?: that)?${words(8)} (?:as|in) ${DATA_EN}`,
  `${ASKING_EN}(?:${GIVING_EN}|${WORKING_EN})[^.!?\\n]{1,160}?,? (?:(?:as|into|comma|tab)[ -])?(?:comma|tab)[- ](?:separated|delimited)(?! (?:file|list|string)s? (?:that|which|is|i))`,
  `(?:in|as|into) ${BARE_DATA_EN}(?: format| output| object| array| list| file)?(?=\\s*(?:please|only|with|[.,!;:]|\\n|$))`,
  `${BARE_DATA_EN}(?: format| output| object| array| file)? (?:only|please|output)(?! (?:is|breaks|fails))`,
  `(?:json|yaml|xml) (?:object|array|list) (?:with|of) (?:the )?(?:keys|fields|objects|strings|numbers)`,
];
const ANSWER_EN =
  '(?:(?:your |the )?(?:answers?|outputs?|responses?|repl(?:y|ies)|results?|(?:output|response|return|answer|reply|result|desired|expected) (?:format|type)|format))';
const ANYWHERE_EN: readonly string[] = [
  `${ANSWER_EN} (?:must|should|has to|needs to|have to|shall|is to)(?: (?:only|always|strictly|be|use|come|contain|consist|follow|formatted|given|returned|written|in|as|of|an?)){1,6} ${DATA_EN}`,
  `${ANSWER_EN}(?: ?[:=]| as) ${DATA_EN}(?! (?:is|was))`,
  `(?:your (?:answers?|outputs?|responses?|reply)|(?:output|response|return|answer|desired|expected) (?:format|type)) (?:is|are)(?: always| only| a| in| pure| strictly)* ${DATA_EN}`,
  `(?:stick|keep|limit yourself|restrict yourself|switch) (?:to|with) ${DATA_EN}`,
  '(?:json|yaml|xml|csv|toml) (?:output|format|response) only',
  `(?:^|(?<!(?:json|yaml|xml|csv|toml)),) ?(?:as |in )?${BARE_DATA_EN}(?=, ?(?:with|one|no|keys|fields|columns|each|and nothing|nothing|only|please))`,
  `(?:one|a single|a|each|every) ${DATA_EN} (?:object|array|line|record|row|entry|element|document|block)s? (?:per|for each|for every|on each)`,
  `(?:^|[.!?\\n] |[,;:(–—] ?)(?:but |and |as |in |make it |all |preferably |ideally |only |just )*${BARE_DATA_EN}(?: format| output| only| object| file| array)*(?:,? (?:please|pls|plz|thanks|only)|(?= (?:with (?:the )?(?:columns?|fields?|keys?|headers?)|separated|no (?:prose|markdown|explanation|extra)))|\\s?(?:[.!]|$))`,
  `(?:and|then) (?:return|output|hand|give|print|produce|send|provide|format|put|respond|reply|answer)(?: (?:me|us|back|it|them|the|this|result|results|only|with|everything|all|as|in|into|to|result|same|structure)){0,6} ${DATA_EN}`,
  `(?:it|that|this|them|these|those|everything|all) (?:as|in) ${DATA_EN}(?: format)?,? please`,
  // "CSV ideally", "ideally as CSV"
  `(?:^|[.!?,;:(–—\\n-] ?)(?:in |as |a |an |valid |and |but ){0,2}${FORMAT}(?: format| output| file| object)? (?:ideally|preferably|preferred|if possible|would be (?:great|good|best|perfect|ideal|nice|fine|lovely)|is (?:fine|best|ideal|perfect|enough|what i (?:need|want))|works|will do|thx|ty|thanks|cheers)`,
  `(?:ideally|preferably|best|rather|if possible|am besten|möglichst|vorzugsweise|bevorzugt|idéalement|de préférence|si possible|preferiblemente|de preferencia|preferentemente|idealmente|de preferência|preferencialmente|meglio|liefst|bij voorkeur),? (?:a |an |as |in |im |als |en |au |em |como |come )?(?:a |an |un |um |ein )?(?:format |formato )?${FORMAT}`,
  // A role that knows but one language
  `(?:you|it|assistant|bot|model) (?:must |should |can |will |may |shall |have to |are to |are only allowed to |only |always |exclusively |strictly ){0,3}(?:speaks?|respond|responds|answers?|repl(?:y|ies)|outputs?|returns?|produces?|emits?|talks?|writes?|communicates?|prints?)(?: (?:to|with|in|as|only|always|exclusively|strictly|nothing but|everything|everyone|me|users|back|a|an|all|requests|questions))* ${DATA_EN}(?<!(?:does|do|did|don't|why|how|if|when|where|api|endpoint|server|app) .{0,60})`,
  // "format XML", "format: CSV"; "formato" and the like too
  `(?:^|[,;:(.!?–—\\n-] ?)(?:(?:au|en|in|im|no|em|con|com|output|as|use|file|data) )?(?:format|formato|formaat|formatted|export)(?: ?[:=]| is| as| in|)(?: (?:should be|muss|must be))? ?(?:a |an |valid )?${FORMAT}(?! (?:ou|oder|or|o|vs|est|ist|is|es|é)(?!\\p{L}))(?![^.!\\n]{0,60}\\?)`,
  // What is asked for, and what it shall be
  `(?:make|create|generate|produce|build|prepare|get|give|put)(?: [\\p{L}\\p{N}'’,-]{1,20}){0,6}? (?:an? |one |me )(?:[\\p{L}\\p{N}-]{2,15} ){0,2}?${FORMAT}(?: file| document| object| array| list| string| doc)? (?:out of|from|of|with|containing|for|listing|describing|where)`,
  `(?:write|generate|create|draft|produce|make|give me|i need|we need|i want|show me|build me)(?: (?:me|us|up|out|a|an|the|one|some|\\p{N}{1,4}))*(?: (?!(?:that|which|to|for|from|of|with|and|or|script|function|program|code|parser|about|regex|query|tool|class|test|tests|tutorial|guide|article|joke|poem|essay|in|on|python|bash)(?!\\p{L}))[\\p{L}\\p{N}'’.+/-]{1,20}){0,4} (?:as |in )?${FORMAT}(?=\\s?(?:[.,;:!)(]|\\n|$)| (?:for|with|of|from|out of|(?:that|which) [\\p{L}]{2,14}s(?!\\p{L})|containing|file (?:for|with)|document|config|manifest|array|object|snippet|definition|please|pls|plz|where|including|describing|listing)(?!\\p{L}))`,
  `(?:fill(?: in| out)?|complete|populate|follow|use|match|stick to|according to)(?: [\\p{L}]{2,12}){0,3}? (?:this|the following|the|my|below|given) (?:\\p{L}{2,12} )?(?:json|ya?ml|xml|csv) (?:template|format|structure|skeleton|shape|layout|object|form)`,
  // A word behind the answer before: "same but json", "now in yaml instead"
  `(?:same|again|redo|but|so|now|then|just)(?: (?:thing|list|answer|one|please|but|it|that|this|time|as|in|with|use|make|give|me|now|just|a|an)){0,5} (?:valid )?${FORMAT}(?: format| output)?(?=,? (?:instead|this time|only|please|pls|plz|thanks|thx)|\\s?(?:[.!;:]|\\n|$))`,
  `(?:as|in|to|use|with|make it|give me|want) (?:an? )?${FORMAT}(?: format)? (?:instead|this time|rather)`,
  `(?:it|this|that|they|everything|all of it|answers?|results?|output|files?) (?:has to|have to|must|should|needs? to|shall|ought to|is to) (?:only |also |always |all |still ){0,2}(?:be|come|stay|remain|arrive)(?: (?:returned|given|written|delivered|formatted|output|back|out|as|in)){0,3} ${BARE_DATA_EN}(?![^.!\\n]{0,80}\\?)`,
  // Somebody or something takes nothing else
  `(?:expects?|accepts?(?: only)?|takes?|wants?|needs?|only reads|only understands|can only read) (?:only |valid |just )?${FORMAT}[^.!?\\n]{0,10},? (?:so|therefore|hence|please|give|write|output|return|put)(?! (?:why|how|what))`,
  `(?:parse?able|readable|loadable|valid for|parsed) (?:by|with|using) (?:json|yaml|csv|xml|jq)`,
  `(?:return|output|give|send|print|reply with|respond with|answer with|produce)(?: me| us| back| out)? (?:only|just|nothing but|back) (?:the|this|that|these) (?:\\p{L}{2,12} )?${FORMAT}`,
  `(?:nothing but|only|just|exclusively|no text (?:but|except)) (?:the |a |valid |raw |pure )*${FORMAT}(?: object| array| output| string)?(?=,? (?:please|pls|plz|no|and no|without)|\\s?[.!;]|\\s?\\n|\\s?$)`,
];
/** "… as JSON" behind no verb at all: "10 fake users in CSV". */
const NOUNS = openingPhrase(
  `(?:(?:a|an|the|some|all|top|list|random|fake|sample|dummy|mock|test|example|\\p{N}{1,5}|names?|table|schedule|overview|recipe|config|data|dataset|list of|two|three|five|ten|twenty)(?: (?!(?:is|are|was|were|has|have|do|does|why|how|that|which|who|error|errors|comments?|problem|problems|bug|issue|issues|difference|file|files|parser|library|field|fields|characters?|to)(?!\\p{L}))[\\p{L}\\p{N}'’,()&/-]{1,20}){1,20}?),? (?:as|in|into|to) (?:a |an |valid |one |single ){0,2}${FORMAT}(?: format| array| object| file)?(?:,? (?:please|pls|plz|thanks|with|using|one|no|only)|\\s?(?:[.!;:]|\\n|$))(?![^.!\\n]{0,100}\\?)`,
);
/** "name, year, country -> csv" */
const ARROW = prefiltered(
  /(?:->|=>|→|➡|⇒|>>)\s?(?:as |to |into |valid |an? |one |eine? |en |als ){0,2}\.?(?:json|jsonl|ya?ml|csv|tsv|xml|toml)(?![\p{L}\p{N}])(?!\s?(?:->|=>|→|parser|conver))(?![^.\n]{0,100}(?:\?|fail|error|wrong|broke))/iu,
);

// German
const DATA_DE = `(?:ein |eine |einem |einer |einen |das |nur |gültiges |gültigem |gültige |valides |validem |reines |reinem |sauberes |kompaktes |form von |ausschließlich |gültigen |sauberen |saubere |sauberes |einzelnes |reine |strukturiertes |strukturiertem |korrektes |passendes |passende |einfaches |einfache |fertige ){0,3}${FORMAT}`;
const GIVING_DE =
  'gib|geben|antworte|antworten|schreibe?|schreiben|erzeuge|erstelle?|erstellen|generiere|liste|formatiere|wandle|wandeln|konvertiere|zeige?|liefere?|liefern|fasse?|mach|mache|stelle?|exportiere|sende|schicke?|verwandle|übersetze?|bringe?|speichere|extrahiere|klassifiziere|ordne|nenne?|sammle|strukturiere|übertrage|packe?|kodiere|sortiere|analysiere';
const OPENING_DE: readonly string[] = [
  `(?:${GIVING_DE})${NO_CODE}${WORDS} (?:als|im|in|ins) ${DATA_DE}(?! (?:gespeichert|erlaubt))`,
  `(?:gib|geben|mach|mache|bau|liefere|erzeuge|erstelle?|generiere|schreibe?|sende|schicke?|antworte|verwende|nutze|nur|ausschließlich|bitte)(?: mir| uns| sie| bitte| daraus| nur| mit){0,5} ${DATA_DE}(?! (?:ist|sind|gespeichert|kommentare|steht))`,
  `(?:ich|wir) (?:brauche|möchte|will|hätte|wünsche|brauchen|möchten|wollen)${words(8)} (?:als|im|in) ${DATA_DE}`,
  `(?:ich|wir) (?:brauche|möchte|will|hätte gerne?|brauchen|möchten|wollen) ${DATA_DE}`,
  `(?:kannst|könntest|würdest|können|könnten) (?:du|sie)${WORDS} (?:als|im|in) ${DATA_DE}(?= (?:ausgeben|zurückgeben|umwandeln|liefern|schreiben|geben|formatieren|bringen|konvertieren|schicken)|\\s*\\?|\\s*$)`,
  `(?:bitte |nur )*(?:als|im) ${DATA_DE}(?=(?:-format)?(?: bitte| mit| und| ausgeben| zurückgeben| liefern| formatieren| antworten)|\\s*[.,!]|\\s*$)`,
  '(?:json|xml|csv|yaml)(?:-format|-ausgabe|-datei|-liste|-objekt|-array)? bitte',
  `(?:mach|mache|bau|baue|erzeuge|erstelle?|generiere|schreibe?|gib|liefere|forme?|formt|bastel|bastle)${words(8)} ${DATA_DE}(?:-?(?:datei|konfiguration|dokument|objekt|array|struktur|format|liste))?(?=\\s?(?:[.,;:!]|\\n|$)| (?:mit|für|aus|daraus|bitte|ohne|zurück|aus))(?<!(?:skript|funktion|programm|code|klasse|parser|methode|abfrage).{0,80})`,
  `(?:am besten|idealerweise|möglichst|gern|gerne|bitte|ausgabe|nur|direkt|lieber|vorzugsweise) (?:als|im|in) ${DATA_DE}(?![^.!\\n]{0,60}\\?)`,
  `(?:ich|wir) (?:bräuchte|bräuchten|brauche|brauchen|möchte|hätte|will|wollen)[^.!?\\n]{1,120}? (?:als|im|in) ${DATA_DE}(?<!(?:skript|funktion|programm|code|klasse|parser|bibliothek|tool).{0,80})`,
];
const ANYWHERE_DE: readonly string[] = [
  `(?:antwort|ausgabe|ergebnis|ausgabeformat|antwortformat|format|rückgabe|resultat)(?: (?:soll|muss|sollte|bitte|nur|als|im|in|immer|ausschließlich)| ?:)+ ${DATA_DE}`,
  `(?:und|dann) (?:gib|liefere|erzeuge|erstelle?|schreibe?)(?: mir| uns| daraus)* ${DATA_DE}`,
  `(?:und|dann) (?:gib|liefere|schreibe?|antworte|formatiere|stelle?)${words(6)} (?:als|im|in) ${DATA_DE}`,
];

// French
const DATA_FR = `(?:un |une |du |le |seulement |uniquement |fichier |objet |tableau |document |pur |simple |valide |propre |unique |seul |flux |format |bloc |schéma |des |données ){0,4}${FORMAT}`;
const GIVING_FR =
  'génère|génères|générez|donne|donnez|réponds|répondez|écris|écrivez|renvoie|renvoyez|retourne|retournez|mets|mettez|convertis|convertissez|transforme|transformez|liste|listez|formate|formatez|présente|présentez|extrais|extrayez|produis|affiche|affichez|fournis|fournissez|exporte|exportez|envoie|envoyez|rends|crée|créez|traduis|passe|classe|organise|structure|résume|fais|faites|sors|sortez|restitue|représente|rédige|sauvegarde|encode|regroupe|indique';
const OPENING_FR: readonly string[] = [
  `(?:${GIVING_FR})(?:-[\\p{L}-]{1,8})?${NO_CODE}${WORDS} (?:en|au format|sous forme de|sous forme d'un|dans un|au|avec|par|via) ${DATA_FR}`,
  `(?:${GIVING_FR}|utilise|utilisez)(?:-[\\p{L}-]{1,8})? ${DATA_FR}`,
  `(?:je veux|je voudrais|j'aimerais|il me faut|j'ai besoin de|nous voulons)${words(8)} (?:en|au format|sous forme de) ${DATA_FR}`,
  `(?:je veux|je voudrais|j'aimerais|il me faut|il nous faut|j'ai besoin d'|nous voulons) ?${DATA_FR}`,
  `(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|tu peux)${WORDS} (?:en|au format) ${DATA_FR}`,
  `(?:en|au format|sous forme de) (?:format )?${DATA_FR}(?= (?:s.il|svp|stp|uniquement|seulement|avec)|\\s*[.,!]|\\s*$)`,
  `(?:uniquement|seulement) (?:du |un )?${FORMAT}`,
];
const ANYWHERE_FR: readonly string[] = [
  `(?:réponse|sortie|résultats?|format(?: de (?:sortie|réponse))?)(?: (?:doit|doivent|devra|devrait|être|en|au format|uniquement|attendue?s?|souhaitée?s?|voulue?s?)| ?:)+ ${DATA_FR}`,
  `(?:et|puis) (?:${GIVING_FR})(?:-[\\p{L}-]{1,8})? ${DATA_FR}`,
  `(?:et|puis) (?:${GIVING_FR})(?:-[\\p{L}-]{1,8})?${words(5)} (?:en|au format|avec) ${DATA_FR}`,
];

// Spanish and Portuguese
const DATA_ES = `(?:un |una |um |uma |el |o |formato |arquivo |archivo |objeto |documento |solo |sólo |apenas |só |somente |únicamente |puro |fichero |ficheiro |array |arreglo |lista |texto |dados |datos |bloque |bloco |único |simples |simple ){0,4}${FORMAT}`;
const GIVING_ES =
  'devuelve|devuelva|genera|genere|da|dame|dime|responde|responda|escribe|escriba|pasa|pása|convierte|convierta|convert|conviértel|transforma|lista|enumera|formatea|presenta|extrae|extraiga|produce|muestra|exporta|envía|manda|crea|cree|pon|ponme|haz|hazme|organiza|estructura|resume|entrega|guarda|clasifica|traduce|retorna|retorne|devolve|passa|extrai|converte|mostra|manda|cria|coloca|faz|põe|escreve|organiza|gere|gera|dê|dá|escreva|converta|transforme|liste|formate|apresente|extraia|produza|mostre|exporte|envie|mande|crie|coloque|faça|organize|estruture|resuma|entregue|devolva|salve|passe|classifique|imprima|quero|quiero|necesito|preciso|prefiero|prefiro|espero|queremos';
const OPENING_ES: readonly string[] = [
  `(?:me |nos |te )?(?:${GIVING_ES})(?:l[oa]s?|me|mel[oa]s?|nos|-[\\p{L}-]{1,5}|el[oa]s?)?${NO_CODE}${WORDS} (?:en|como|em|no|a|para|en forma de|em forma de) ${DATA_ES}`,
  `(?:me |nos )?(?:${GIVING_ES})(?:me|nos|-[\\p{L}-]{1,5})?(?: me| solo| sólo| apenas| só| somente| únicamente| un| um)* ${DATA_ES}(?! (?:de entrada))`,
  `(?:devuélv|conviért|pás|pón|escríb|transfórm|expórt|formatéal?|muéstr|envía|mánda)\\p{L}{1,8}${words(6)} (?:en|como|a) ${DATA_ES}`,
  `(?:puedes|podrías|puede|você pode|pode|poderia|podes)${WORDS} (?:en|como|em|a|para) ${DATA_ES}`,
  `(?:en|como|em) ${DATA_ES}(?= (?:por favor|solamente|solo|únicamente|con|com|apenas|pfv|pls|porfa|porfavor|si puede|se possível)|\\s*[.,!;:]|\\s*\\n|\\s*$)`,
  `(?:solo|sólo|apenas|só|somente|únicamente) ${FORMAT}`,
];
const ANYWHERE_ES: readonly string[] = [
  `(?:respuesta|salida|resultados?|resposta|saída|formato(?: de (?:salida|saída|respuesta|resposta))?)(?: (?:debe|deben|deve|devem|tiene que|tem que|ser|estar|venir|vir|en|em|como|solo|apenas|un|um)| ?:)+ ${DATA_ES}`,
  `(?:y|e|luego|depois) (?:me )?(?:${GIVING_ES})(?:me|-[\\p{L}]{1,5})? ${DATA_ES}`,
  `(?:y|e|luego|depois) (?:me )?(?:${GIVING_ES})(?:l[oa]s?|me|-[\\p{L}-]{1,5})?${words(5)} (?:en|como|em) ${DATA_ES}`,
];

const NAME = '(?:jsonl?|ya?ml|csv|tsv|xml|toml)';
/** "How is … turned into CSV" asks for a way, in whatever form. */
const NO_QUESTION_ZH = '(?!\\s?(?:文件(?!返|输|给)|解析|库|怎么|是什么))(?!.{0,12}(?:吗|？|\\?|怎么|为什么|哪))';
/** A way to do it is asked for, or code that does it. */
const NO_WAY_ZH =
  '(?<!(?:怎么|如何|怎样|为什么|为何|什么是|哪个|哪些).{0,20})(?<!(?:写|编写|实现|开发|做|设计|给我|生成|用).{0,14}(?:函数|脚本|程序|代码|工具|接口|类|命令|语句|爬虫|方法|教程|插件).{0,30})';
const NAME_ZH = `(?:有效的?|标准的?|合法的?|纯|严格的?|一个|一份|一段|单个|简单的)*\\s?${NAME}`;
const ANYWHERE_ZH: readonly string[] = [
  `${NO_WAY_ZH}(?:输出|返回|生成|导出|给我|整理|转换?|变|弄|翻|做|写|改|列|存|格式化|保存|排|汇总|处理|提取|制作|准备|组织|打包|归纳)(?:成|为|到|一个|一份|一段|个|出|作)*\\s?${NAME_ZH}${NO_QUESTION_ZH}`,
  `${NO_WAY_ZH}(?:成|为|作为)\\s?${NAME_ZH}(?=\\s?(?:格式|文件|数据|对象|数组|形式|配置|[。，,.！；]|$))${NO_QUESTION_ZH}`,
  `${NO_WAY_ZH}(?:请|只|都|全部|统一)?(?:以|用|按照?|使用|采用)\\s?${NAME_ZH}\\s?(?:的)?(?:格式|形式|数组|对象|返回|输出|回答|回复|表示|给|写|列|描述|呈现|展示|整理|组织|答|表达|记录|来|把|即可|就|吧|[，。！]|$)${NO_QUESTION_ZH}`,
  `(?:格式|输出|结果|答案|回复|返回值?)(?:是|为|必须是|应为|要|要求|请?用|必须为|类型)?\\s?[：:]?\\s?${NAME_ZH}(?=[\\s。，,.！]|格式|$)${NO_QUESTION_ZH}`,
  `(?:只|仅|就)(?:要|需要?|返回|输出|给|用|回答|回复)(?:我)?\\s?${NAME_ZH}`,
  `(?:我?(?:需要|想要|要))(?:一个|一份|的是|你给)?\\s?${NAME_ZH}(?:格式|数据|文件|输出|[，。！]|$)${NO_QUESTION_ZH}`,
  `${NO_WAY_ZH}(?:给我|帮我|写|生成|来|做|出|提供|创建)(?:一|个|份|段|下){0,2}[^，。？！\\n]{0,12}\\s?${NAME}(?:配置|文件|数据|对象|数组|格式|示例|样例|[。，！]|\\s?$)(?!的?(?:函数|脚本|代码|程序|解析|工具|问题|区别|里|中))${NO_QUESTION_ZH}`,
  `${NAME}\\s?格式(?=[\\s。，,.！]|$|返|输|给|回|即|就|吧|谢)${NO_QUESTION_ZH}`,
];
/** Code that is to be written, a way or a fault: no form of the answer. */
const NO_WAY_JA =
  '(?!.{0,14}(?:関数|スクリプト|プログラム|コード|メソッド|クラス|エンドポイント|api|ツール|方法|やり方|には|する(?:と|とき|際)|した(?:ら|とき|い場合)|されて|ている|エラー|ですか|ますか|の(?:は|が)|違い))';
const ANYWHERE_JA: readonly string[] = [
  `${NAME}\\s?(?:の)?(?:形式|フォーマット|配列|オブジェクト|リスト|データ|ファイル|文字列)?(?:のみ|だけ)?で(?:の)?(?:出力|返|回答|答|お願い|ください|下さい|書|まとめ|表示|欲しい|ほしい|送|出し|くれ|示し|ちょうだい|頼|よろしく|作|生成|保存|整理|用意|提出|抽出|列挙|並べ|一覧|構造化|記述|定義|渡|提示|提供|もらえ|いただ|お渡し|結構|[。、！]|$)${NO_WAY_JA}`,
  `${NAME}\\s?(?:の)?(?:形式|フォーマット|ファイル|配列|オブジェクト)?(?:に|へ)(?:変換(?:して|を|お願|。|$)|して(?!い)|直して|まとめて|整形|書き換えて|変えて|整理して|落とし|起こして|置き換え|出力して|書き出|分けて|構造化)${NO_WAY_JA}`,
  `${NAME}\\s?(?:形式|オブジェクト|データ|ファイル|配列)?として(?:出力|返|書|まとめ|生成|作|整理|保存|提|表)${NO_WAY_JA}`,
  `${NAME}\\s?(?:だけ|のみ|形式|データ|ファイル|オブジェクト|配列){0,2}(?:を)?(?:出力して|返して|生成して|作って|作成して|お願い|ください|書いて(?:くだ|。|$))`,
  `(?:出力|回答|返答|結果|返事|フォーマット|形式)(?:形式|フォーマット)?(?:は|：|:)\\s?(?:必ず|すべて|全て)?\\s?${NAME}(?!.{0,10}(?:ですか|？))${NO_WAY_JA}`,
];

/** In a sentence that asks for something, whatever its verb. */
const INTO_FORMAT = anyPhrase(
  `(?:in|as|into|to|with|w/|using|back|than) (?:the )?${DATA_EN}`,
  `(?:als|im|in|ins|nach|mit) ${DATA_DE}`,
  `(?:en|au format|sous forme de|sous forme d'un|au|avec|vers) ${DATA_FR}`,
  `(?:en|em|como|a|al|para|no formato|en formato|em formato|con|com) ${DATA_ES}`,
  `(?:in|come|in formato|als|naar|met) (?:un |een |geldige |formato )?${FORMAT}`,
);
/** Code that has to do with a format, and questions about it. */
const ABOUT_FORMAT = anyPhrase(
  `(?:a|an|the|my|our|your|this|that|some|any|which|what|unit|new|python|bash|shell|java|javascript|node|go|rust|ruby|php|sql|typescript|c#|perl|r|write|create) ${CODE_NAME}(?! (?:reference|names?|list|above|below|timetable|schedule|roster|reviews?|comparison|trip|register))`,
  `${CODE_NAME} (?:that|which|to|for|from|returning|reading|in (?:python|java|go|rust|node|php|ruby|bash))`,
  '(?:ask|asking|tell|telling|remind|reminding|requesting) (?:\\p{L}{2,15} ){1,6}?(?:to|for)',
  "(?:pars\\p{L}{1,4}|bugs?|fix|errors?|exceptions?|fails?|load|imports|uploaded|reads|reading|validat\\p{L}{1,5}|difference|differ|explain|why|how (?:do|does|can|to|is|are|would|should|did)|what (?:is|are|does)|versus|vs|sends|gets|receives|provides|stores|delivers|comes|not|don't|never|instead of|comments?|config|database|parse|came|got)",
  '(?:funktion|skript|programm|klasse|fehler|warum|wie|erkläre?|unterschied|einlies\\p{L}{0,3}|einlesen|importier\\p{L}{1,4}|nicht|kein|keine|datenbank|fonction|script|programme|classe|erreur|pourquoi|comment|explique|différence|importer|lire|pas|función|programa|clase|error|cómo|por qué|explica|diferencia|importar|leer|leia|ler|lea|função|código|classe|erro|como (?:eu|faço|posso|ler|abrir)|por que|explique|diferença|não)',
);
const ASKED_AT_OPENING = openingPhrase(...OPENING_EN, ...OPENING_DE, ...OPENING_FR, ...OPENING_ES);
const ASKED_ANYWHERE = anyPhrase(
  ...ANYWHERE_EN,
  ...ANYWHERE_DE,
  ...ANYWHERE_FR,
  ...ANYWHERE_ES,
  ...ANYWHERE_ZH,
  ...ANYWHERE_JA,
);
const NAMES_FORMAT = prefiltered(
  /json|ya?ml|csv|tsv|xml|toml|kml|atom feed|(?:comma|tab|colon|pipe)[- ](?:separated|delimited)/iu,
);

/**
 * Whether a prompt asks for the answer in a data format: by a command, a wish or a rule about the answer. That a service,
 * a file or a person has such data says nothing about the answer.
 */
export function asksForData(text: string): boolean {
  const own = ownWords(text);
  return (
    NAMES_FORMAT.test(own) &&
    (ASKED_AT_OPENING.test(own) ||
      ASKED_ANYWHERE.test(own) ||
      NOUNS.test(own) ||
      ARROW.test(own) ||
      requestsWith(own, INTO_FORMAT, ABOUT_FORMAT))
  );
}
