import { ownWords } from './own-words.js';
import { anyPhrase, openingPhrase } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { requestsWith } from './requests.js';

/** The name of a format, but not of a thing that belongs to it: a parser, an error, a file that somebody has. */
const FORMAT =
  '(?:json(?: ?lines|l)?|ndjson|ya?ml|csv|tsv|xml|toml|comma[- ]separated(?: values)?|tab[- ](?:separated|delimited)(?: values)?|key-value json|geojson|json5|jsonl)(?!\\.[\\p{L}\\p{N}]|/|-(?!format|formatted|objekt|array|liste|ausgabe|antwort|tabelle|only|datei mit)| (?:to|vs|and xml|parsers?|reader|writer|importer|exporter|converter|librar(?:y|ies)|schema|errors?|columns?|import|export|payload|request|body|editor|viewer|validator|web tokens?|tutorial|help|support|explained|feeds?|files? (?:i|that|which|from|is|in|we|and)))';
/** What a format has by itself: "list the special characters in XML" asks about XML, not for it. */
const INTRINSIC =
  '(?:characters?|comments?|tags?|keys|errors?|bugs?|dates|namespaces?|syntax|attributes?|arrays?|types?|keywords?|strings?|numbers?|quotes|tabs|anchors?|columns?|rows|fields?|nulls?|duplicates|indentation|line breaks|kommentare|tippfehler|fehler|zeichen|erreurs?|commentaires?|errores|comentarios|erros|comentários)';
/** Up to so many words of one clause, without a clause inside it: "write a script that exports …" asks for a script. */
const words = (most: number): string =>
  `(?: (?!(?:that|which|who|whose|how|why|when|where|whether|if|because|wie|warum|dass|ob|wenn|comment|pourquoi|qui|qu|cómo|por|porque|como se)(?!\\p{L}))[\\p{L}\\p{N}\\p{M}\\uFFFC'’,&/-]{1,25}){0,${most}}?`;
const WORDS = words(14);

// English
const ADJECTIVES_EN =
  '(?:a |an |only |just |nothing but |valid |strict |pure |raw |well-formed |one |single |compact |plain |proper |clean |minified |pretty-printed |formatted |simple |machine-readable |flat |nested ){0,4}';
const DATA_EN = `${ADJECTIVES_EN}${FORMAT}`;
const ASKING_EN =
  "(?:(?:can|could|would|will) you (?:please |also |just )?|(?:i|we)(?:'d| would)? (?:want|need|like) (?:you )?to |you (?:should|must|will|have to) (?:only |always )?|(?:make sure|be sure|remember) (?:to |you )|always |only |just )?";
const GIVING_EN =
  'respond|answer|reply|return|output|give|provide|present|format|reformat|write|rewrite|list|show|put|summari[sz]e|display|print|render|generate|create|produce|encode|serialize|represent|express|deliver|send|hand|export|structure|organi[sz]e|arrange|make|get|record|draft|prepare|save|emit|dump';
const WORKING_EN =
  'extract|classify|collect|parse|split|group|tag|label|transcribe|gather|build|convert|turn|transform|translate|change|map|migrate|name|suggest|recommend|find|tell|report|annotate|wrap|describe|compare|analy[sz]e|summari[sz]e|identify|count|rank|sort|rate|explain|add|pack|merge|combine|complete|fill';
const HANDING_EN =
  '(?:return|output|emit|produce|print|generate|give|send|hand|provide|create|write|make|show|use|deliver|build|spit|want|need|expect)';
const OPENING_EN: readonly string[] = [
  `${ASKING_EN}(?:${GIVING_EN}|${WORKING_EN})${WORDS} (?:as|into) (?:the )?${DATA_EN}`,
  `${ASKING_EN}(?:${GIVING_EN})${WORDS}(?<!(?<!\\p{L})${INTRINSIC}) in ${DATA_EN}`,
  `${ASKING_EN}(?:respond|answer|reply|come back)${words(4)} (?:with|using|w/) ${DATA_EN}`,
  `${ASKING_EN}(?:convert|turn|export|transform|change|translate|migrate|map|switch)${WORDS} (?:to|from \\p{L}{2,12} to) ${DATA_EN}`,
  `${ASKING_EN}(?:i |we )?${HANDING_EN}(?: me| us)?(?: back| out)?(?: it| them)? ${DATA_EN}`,
  `(?:i|we)(?:'d| would)? (?:want|need|like|expect|prefer|love)(?: (?!to(?!\\p{L}))[\\p{L}'’-]{1,20}){0,8} (?:as|in) ${DATA_EN}`,
  `(?:i|we)(?:'d| would)? (?:want|need|like|expect|prefer) ${DATA_EN}`,
  `(?:only|just|nothing but) (?:the |a )?${DATA_EN}(?=\\s*(?:[.,!;]|please|\\n|$))`,
  `${ASKING_EN}(?:${GIVING_EN})${WORDS} in (?:the following|this|the) (?:exact )?${FORMAT} (?:format|structure|shape|layout)`,
  `(?:can|could|may) (?:i|we) (?:please )?(?:get|have|see)(?: that)?${words(8)} (?:as|in) ${DATA_EN}`,
  `${ASKING_EN}(?:${GIVING_EN}|${WORKING_EN})[^.!?\\n]{1,160}?,? (?:(?:as|into|comma|tab)[ -])?(?:comma|tab)[- ](?:separated|delimited)(?! (?:file|list|string)s? (?:that|which|is|i))`,
  `(?:in|as|into) ${DATA_EN}(?: format| output| object| array| list| file)?(?=\\s*(?:please|only|with|[.,!;]|\\n|$))`,
  `${DATA_EN}(?: format| output| object| array)? (?:only|please|output)(?! (?:is|breaks|fails))`,
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
  `(?<!(?:json|yaml|xml|csv|toml)), ?(?:as |in )?${DATA_EN}(?=, ?(?:with|one|no|keys|fields|columns|each|and nothing|nothing|only|please))`,
  `(?:one|a single|a|each|every) ${DATA_EN} (?:object|array|line|record|row|entry|element|document|block)s? (?:per|for each|for every|on each)`,
  `(?:^|[.!?\\n] |[,;:(–—] ?)(?:but |and |as |in |make it |all |preferably |ideally |only |just )*${DATA_EN}(?: format| output| only| object| file| array)*(?:,? (?:please|pls|plz|thanks|only)|(?= (?:with (?:the )?(?:columns?|fields?|keys?|headers?)|separated|no (?:prose|markdown|explanation|extra)))|\\s?(?:[.!]|$))`,
  `(?:and|then) (?:return|output|hand|give|print|produce|send|provide|format|put|respond|reply|answer)(?: (?:me|us|back|it|them|the|this|result|results|only|with|everything|all|as|in|into|to|result|same|structure)){0,6} ${DATA_EN}`,
  `(?:it|that|this|them|these|those|everything|all) (?:as|in) ${DATA_EN}(?: format)?,? please`,
];

// German
const DATA_DE = `(?:ein |eine |einem |einer |einen |das |nur |gültiges |gültigem |gültige |valides |validem |reines |reinem |sauberes |kompaktes |form von |ausschließlich ){0,3}${FORMAT}`;
const GIVING_DE =
  'gib|geben|antworte|antworten|schreibe?|schreiben|erzeuge|erstelle?|erstellen|generiere|liste|formatiere|wandle|wandeln|konvertiere|zeige?|liefere?|liefern|fasse?|mach|mache|stelle?|exportiere|sende|schicke?|verwandle|übersetze?|bringe?|speichere|extrahiere|klassifiziere|ordne|nenne?|sammle|strukturiere|übertrage|packe?|kodiere|sortiere|analysiere';
const OPENING_DE: readonly string[] = [
  `(?:${GIVING_DE})${WORDS} (?:als|im|in|ins) ${DATA_DE}(?! (?:gespeichert|erlaubt))`,
  `(?:gib|geben|mach|mache|bau|liefere|erzeuge|erstelle?|generiere|schreibe?|sende|schicke?|antworte|verwende|nutze|nur|ausschließlich|bitte)(?: mir| uns| sie| bitte| daraus| nur| mit){0,5} ${DATA_DE}(?! (?:ist|sind|gespeichert|kommentare|steht))`,
  `(?:ich|wir) (?:brauche|möchte|will|hätte|wünsche|brauchen|möchten|wollen)${words(8)} (?:als|im|in) ${DATA_DE}`,
  `(?:ich|wir) (?:brauche|möchte|will|hätte gerne?|brauchen|möchten|wollen) ${DATA_DE}`,
  `(?:kannst|könntest|würdest|können|könnten) (?:du|sie)${WORDS} (?:als|im|in) ${DATA_DE}(?= (?:ausgeben|zurückgeben|umwandeln|liefern|schreiben|geben|formatieren|bringen|konvertieren|schicken)|\\s*\\?|\\s*$)`,
  `(?:bitte |nur )*(?:als|im) ${DATA_DE}(?=(?:-format)?(?: bitte| mit| und| ausgeben| zurückgeben| liefern| formatieren| antworten)|\\s*[.,!]|\\s*$)`,
  '(?:json|xml|csv|yaml)(?:-format|-ausgabe)? bitte',
];
const ANYWHERE_DE: readonly string[] = [
  `(?:antwort|ausgabe|ergebnis|ausgabeformat|antwortformat|format|rückgabe|resultat)(?: (?:soll|muss|sollte|bitte|nur|als|im|in|immer|ausschließlich)| ?:)+ ${DATA_DE}`,
  `(?:und|dann) (?:gib|liefere|erzeuge|erstelle?|schreibe?)(?: mir| uns| daraus)* ${DATA_DE}`,
  `(?:und|dann) (?:gib|liefere|schreibe?|antworte|formatiere|stelle?)${words(6)} (?:als|im|in) ${DATA_DE}`,
];

// French
const DATA_FR = `(?:un |une |du |le |seulement |uniquement |fichier |objet |tableau |document |pur |simple ){0,4}${FORMAT}`;
const GIVING_FR =
  'génère|génères|générez|donne|donnez|réponds|répondez|écris|écrivez|renvoie|renvoyez|retourne|retournez|mets|mettez|convertis|convertissez|transforme|transformez|liste|listez|formate|formatez|présente|présentez|extrais|extrayez|produis|affiche|affichez|fournis|fournissez|exporte|exportez|envoie|envoyez|rends|crée|créez|traduis|passe|classe|organise|structure|résume|fais|faites|sors|sortez|restitue|représente|rédige|sauvegarde|encode|regroupe|indique';
const OPENING_FR: readonly string[] = [
  `(?:${GIVING_FR})(?:-[\\p{L}-]{1,8})?${WORDS} (?:en|au format|sous forme de|sous forme d'un|dans un|au|avec|par|via) ${DATA_FR}`,
  `(?:${GIVING_FR}|utilise|utilisez)(?:-[\\p{L}-]{1,8})? ${DATA_FR}`,
  `(?:je veux|je voudrais|j'aimerais|il me faut|j'ai besoin de|nous voulons)${words(8)} (?:en|au format|sous forme de) ${DATA_FR}`,
  `(?:je veux|je voudrais|j'aimerais|il me faut|il nous faut|j'ai besoin d'|nous voulons) ?${DATA_FR}`,
  `(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|tu peux)${WORDS} (?:en|au format) ${DATA_FR}`,
  `(?:en|au format|sous forme de) (?:format )?${DATA_FR}(?= (?:s.il|svp|stp|uniquement|seulement|avec)|\\s*[.,!]|\\s*$)`,
  `(?:uniquement|seulement) (?:du |un )?${FORMAT}`,
];
const ANYWHERE_FR: readonly string[] = [
  `(?:réponse|sortie|résultats?|format(?: de (?:sortie|réponse))?)(?: (?:doit|doivent|devra|devrait|être|en|au format|uniquement|attendu)| ?:)+ ${DATA_FR}`,
  `(?:et|puis) (?:${GIVING_FR})(?:-[\\p{L}-]{1,8})? ${DATA_FR}`,
  `(?:et|puis) (?:${GIVING_FR})(?:-[\\p{L}-]{1,8})?${words(5)} (?:en|au format|avec) ${DATA_FR}`,
];

// Spanish and Portuguese
const DATA_ES = `(?:un |una |um |uma |el |o |formato |arquivo |archivo |objeto |documento |solo |sólo |apenas |só |somente |únicamente |puro ){0,4}${FORMAT}`;
const GIVING_ES =
  'devuelve|devuelva|genera|genere|da|dame|dime|responde|responda|escribe|escriba|pasa|pása|convierte|convierta|convert|conviértel|transforma|lista|enumera|formatea|presenta|extrae|extraiga|produce|muestra|exporta|envía|manda|crea|cree|pon|ponme|haz|hazme|organiza|estructura|resume|entrega|guarda|clasifica|traduce|retorna|retorne|devolve|passa|extrai|converte|mostra|manda|cria|coloca|faz|põe|escreve|organiza|gere|gera|dê|dá|escreva|converta|transforme|liste|formate|apresente|extraia|produza|mostre|exporte|envie|mande|crie|coloque|faça|organize|estruture|resuma|entregue|devolva|salve|passe|classifique|imprima|quero|quiero|necesito|preciso|prefiero|prefiro|espero|queremos';
const OPENING_ES: readonly string[] = [
  `(?:me |nos |te )?(?:${GIVING_ES})(?:l[oa]s?|me|mel[oa]s?|nos|-[\\p{L}-]{1,5}|el[oa]s?)?${WORDS} (?:en|como|em|no|a|para|en forma de|em forma de) ${DATA_ES}`,
  `(?:me |nos )?(?:${GIVING_ES})(?:me|nos|-[\\p{L}-]{1,5})?(?: me| solo| sólo| apenas| só| somente| únicamente| un| um)* ${DATA_ES}(?! (?:de entrada))`,
  `(?:devuélv|conviért|pás|pón|escríb|transfórm|expórt|formatéal?|muéstr|envía|mánda)\\p{L}{1,8}${words(6)} (?:en|como|a) ${DATA_ES}`,
  `(?:puedes|podrías|puede|você pode|pode|poderia|podes)${WORDS} (?:en|como|em|a|para) ${DATA_ES}`,
  `(?:en|como|em) ${DATA_ES}(?= (?:por favor|solamente|con|com|apenas)|\\s*[.,!]|\\s*$)`,
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
const ANYWHERE_ZH: readonly string[] = [
  `(?<!(?:怎么|如何|怎样|为什么).{0,12})(?:输出|返回|生成|导出|给我|整理|转换?|做|写|改|列|存|格式化|保存|排|汇总)(?:成|为|到|一个|一份|一段|有效的?|纯|标准的?|个)*\\s?${NAME}${NO_QUESTION_ZH}`,
  `(?<!(?:怎么|如何|怎样|为什么).{0,12})(?:请|只|都|全部|统一)?(?:以|用|按照?|使用|采用)\\s?(?:有效的?|标准的?|纯)?\\s?${NAME}\\s?(?:的)?(?:格式|形式|返回|输出|回答|回复|表示|给)${NO_QUESTION_ZH}`,
  `格式(?:是|为|必须是|应为)?\\s?[：:]?\\s?${NAME}(?=[\\s。，,.！]|$)`,
  `(?:只|仅)(?:要|需要?|返回|输出|给|用|回答|回复)\\s?${NAME}`,
  `${NAME}\\s?格式(?=[\\s。，,.！]|$|返|输|给|回|即)`,
];
const ANYWHERE_JA: readonly string[] = [
  `${NAME}\\s?(?:の)?(?:形式|フォーマット|配列|オブジェクト|リスト|データ|ファイル|文字列)?(?:のみ|だけ)?で(?:の)?(?:出力|返|回答|答え|お願い|ください|下さい|書|まとめ|表示|欲しい|ほしい|送|出し|くれ|示し|ちょうだい|頼)`,
  `${NAME}\\s?(?:形式|フォーマット|ファイル)?(?:に|へ)(?:変換して|して(?!い)|直して|まとめて|整形して|書き換えて|変えて|変換してください)`,
  `${NAME}\\s?(?:形式|オブジェクト)?として(?:出力|返|書|まとめ)`,
  `${NAME}\\s?を(?:出力して|返して|生成して|作って|作成して)`,
  `(?:出力|回答|返答)(?:形式|フォーマット)?(?:は|：|:)\\s?${NAME}(?!.{0,10}(?:ですか|？))`,
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
  "(?:scripts?|functions?|programs?|class|methods?|endpoints?|apis?|pars\\p{L}{1,4}|code|query|regex|commands?|tests?|bugs?|fix|errors?|exceptions?|fails?|load|import|imports|upload|uploaded|read|reads|reading|open|opens|validat\\p{L}{1,5}|difference|differ|explain|why|how (?:do|does|can|to|is|are)|what (?:is|are|does)|versus|vs|sends|gets|receives|provides|stores|delivers|comes|not|don't|no|never|instead of|comments?|app|service|button|feature|tool|librar\\p{L}{1,3}|excel|column|field|config|database|bank|parse|example)",
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
const NAMES_FORMAT = prefiltered(/json|ya?ml|csv|tsv|xml|toml|(?:comma|tab)[- ](?:separated|delimited)/iu);

/**
 * Whether a prompt asks for the answer in a data format: by a command, a wish or a rule about the answer. That a service,
 * a file or a person has such data says nothing about the answer.
 */
export function asksForData(text: string): boolean {
  const own = ownWords(text);
  return (
    NAMES_FORMAT.test(own) &&
    (ASKED_AT_OPENING.test(own) || ASKED_ANYWHERE.test(own) || requestsWith(own, INTO_FORMAT, ABOUT_FORMAT))
  );
}
