import { CUT, ownWords } from './own-words.js';
import { anyPhrase, openingPhrase } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { ASKED, GIVE_EN, NOT_TOLD_OF, WORDS } from './request-cues.js';
import { requestsWith } from './requests.js';

/** Where a question asks how something is done, what it names is no form of the answer. */
const NOT_HOW = '(?<!(?:how (?:do|does|can|to|would|should)|best way to|way to|trying to)(?!\\p{L})[^.!?\\n]{0,80})';

// English
const KIND_EN =
  '(?:short |concise |numbered |ordered |unordered |bulleted |bullet-?point |bullet |clear |simple |plain |quick |complete |full |nested |brief |neat |ranked |prioriti[sz]ed |sorted |alphabetical |dashed |top \\d{1,3} |(?:to-?do|shopping|packing|grocery|reading|check|step-by-step) ){0,3}';
/** What makes a list a thing of a program. */
const NO_PROGRAM =
  '(?!-| (?:comprehensions?|view|items?|component|price|in (?:python|kotlin|rust|go|swift|ruby|php|scala|java|c#|javascript|haskell)|(?:node|class|object|interface|method|index|append)e?s?)(?!\\p{L}))';
const LIST_EN = `${KIND_EN}(?:bullets|bullet ?points?|bullet-points?|dot[- ]points?|bullet[- ]lists?|(?:check|to-?do-?)?lists?|lsit|numbered (?:steps|points|items|instructions))${NO_PROGRAM}`;
const DATA = '(?:integers|ints|strings|numbers|nodes|objects|users|tuples|files|dicts?|dictionaries|lists)(?!\\p{L})';
const NO_DATA = `(?! of ${DATA})`;
/** What "list" commands: not "list price", "list of", "list view". */
const LISTED =
  '(?! ?(?:of|price|prices|view|comprehensions?|box|index|indices|object|type|is|are|was|has|had|does|did|in|on|and|or|vs|versus|node|element|component|item|items|named|called|my (?:house|home|flat|car|apartment|property))(?!\\p{L}))';
const LISTING_EN: readonly string[] = [
  `(?:(?:can|could|would|will) (?:you|u) |you (?:should|must) |i(?:'d| would)? (?:want|need|like) you to |help me |only |just |simply |briefly )?(?:list|enumerate|itemi[sz]e)(?: out| down| up)? ${LISTED}(?=[\\p{L}\\p{N}"\\uFFFC])`,
  'bullet(?:[- ]?point)?(?: out)? (?:the|all|your|each|every|this|these|those|them|it|any|key|main)',
  `(?:a |the |your |top \\d{1,3} )?${KIND_EN}list (?:of|with) (?!${DATA}|(?:is|are)(?!\\p{L}))`,
];
const LIST_ENGLISH: readonly string[] = [
  `${NOT_HOW}(?:and|then|also|to|please|pls|you|u) (?:list|enumerate|itemi[sz]e|bullet[- ]?point) (?:out |down )?(?:me |us )?(?:the|all|any|every|each|some|your|its|their|what|which|who|those|these|them|at least|a few|two|three|four|five|six|seven|eight|ten|\\d{1,3})(?<!(?:i|we|they|who|not|that|app|api|users?) (?:list|to list) \\p{L}{1,6})`,
  `(?:as|into|using|with|in) (?:a |an |the |some |short |few |\\d{1,2} )?${LIST_EN}(?<!(?:as|with|into|using|in) (?:a |the |an )?lists?)`,
  `(?:as|into) (?:a |the )?list(?! of (?:users|files|strings|integers|items|lists)| that| which| is|-| (?:in|view|comprehension|item|price|node|object))`,
  `${NOT_TOLD_OF}(?:respond|answer|reply|output|return|give|present|format|write|show|put|summari[sz]e|display|organi[sz]e|structure|arrange|explain|describe|compare|name)${WORDS} (?:in|with|using) (?:a |the )?list(?: form| format)?(?=\\s*(?:[.,;:!)]|please|pls|\\n|$))`,
  '(?:in|as|use|using) (?:a )?(?:bullet(?:ed)?|point|list|dot[- ]point|numbered|enumerated|outline)[- ](?:form|format|style)',
  `${NOT_TOLD_OF}${GIVE_EN} (?:an?|the|one|another|your) (?:[\\p{L}\\p{N}-]{1,20} ){0,3}?(?:check)?list(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:of|with|for|that|showing|i |we |to|from|please|pls|and|including|covering|about))${NO_DATA}(?<!the (?:[\\p{L}\\p{N}-]{1,20} ){0,3}list)`,
  `(?<!-)${NOT_TOLD_OF}${GIVE_EN} (?:an? |the )?${LIST_EN}${NO_DATA}(?<!the (?:check)?list)`,
  '(?:can|could|may) (?:i|we) (?:get|have|see|pls get|please get|please have) (?:an?|the) (?:[\\p{L}\\p{N}-]{1,20} ){0,3}?(?:check)?list',
  `(?:^|[.!?\\n] ?)(?:need|want|looking for) (?:a|some) (?:[\\p{L}-]{1,15} ){0,2}?list${NO_DATA} of`,
  `(?:answer|output|response|reply|result|format|summary)(?: (?:should|must|has to|needs to) be| ?:| as) (?:an? )?${LIST_EN}`,
  '(?:one|a|an own|its own|their own|own|separate|single) bullet(?:[- ]?point)?(?= (?:per|for|each|with)(?!\\p{L})|\\s?(?:[.,;:!)]|\\n|$))',
  '(?:bullet(?:ed|[- ]?points?)?|point-form) (?:summary|overview|version|recap|breakdown|answer|format|outline)(?<!(?:the|my|our|this|your) [\\p{L}-]{5,12} [\\p{L}]{5,12})',
  '(?:then|followed by|plus|of|only|just|short|key|concise|two|three|four|five|six|seven|eight|ten|\\d{1,2}) (?:a few |some |short |key |concise |brief |crisp |\\d ){0,2}(?:bullets|bullet ?points|bullet-points|dot points)(?! (?:are|is|were|in my|on my|i|we))',
  '(?:bullets|bullet ?points?|bullet-points|bullet[- ]?list|bulleted list|numbered list|list form|list format|list)(?:,| only)? (?:please|pls|plz|only|thanks|thx)',
  '(?:^|[.,;:!?\\n(–—] ?)(?:in |as |use |just |only |short )?(?:bullets|bullet[- ]?points?|bullet(?:ed)?[- ]list|numbered list)(?= ?(?:please|pls|only|format|[.,;:!)]|\\n|$))',
  `${NOT_HOW}(?:number|with numbered|in numbered|as numbered|numbered|use numbered) (?:(?:the|each|every|all|your|them|short|clear) ){0,2}(?:steps?|points?|items?|questions?|instructions?|arguments|reasons|ideas|answers?)(?<!(?:the|a|of|this|phone|any) number \\p{L}{3,12})`,
  '(?:steps|points|items|questions|instructions|arguments|reasons|ideas|answers)(?: should be| must be| be| all)?,? numbered',
  '(?:numbered|number them|number each one) ?(?:please|pls|from 1|1 ?(?:to|-|–)|\\(1|one by one|so (?:i|we|that))',
];

// German
const LIST_DE =
  '(?:[\\p{L}-]{0,20}liste(?!n)|auflistung|aufzählung|aufzählungspunkten?|stichpunkten?|stichworten|stichwörtern?|punkteliste|spiegelstrichen?|unterpunkten|nummerierten (?:schritten|punkten)|bulletpoints?|bullet[- ]points?|bullets)(?! (?:der (?:gäste|kunden)|steht|stehen|fehlt|fehlen|in (?:python|java|kotlin|excel)))';
const LISTING_DE: readonly string[] = [
  '(?:liste|list|listen sie)(?: mir| uns| bitte| mal| doch){0,3} (?:die|alle|das|den|mögliche|ein paar|einige|drei|vier|fünf|zehn|\\d{1,2}|typische|wichtige|sämtliche|auf)(?!\\p{L})',
  '(?:zähle?|zählen sie|führe?|liste) (?:[\\p{L}\\p{N}-]{1,25} ){1,10}?auf(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:und|die|was|welche))',
];
const LIST_GERMAN: readonly string[] = [
  `(?:als|in|mit) (?:(?:einer|eine|form von|form einer|kurzen|kurze|nummerierten?|knappen|übersichtlichen?|geordneten?|\\d{1,2}|drei|vier|fünf) ){0,3}${LIST_DE}(?<!(?:in|mit) (?:einer )?(?:[\\p{L}-]{0,20})liste)`,
  `(?:brauche?|hätte gerne?|möchte|will|wünsche|mach|mache|mach mir|erstelle?|gib|gib mir|schreibe?|schreib mir) (?:mir |uns |bitte |mal |gerne? ){0,2}(?:eine|ne|'ne) (?:[\\p{L}-]{1,20} ){0,2}?${LIST_DE}(?<!(?:ich|wir) (?:keine) [\\p{L} ]{1,30})`,
  '(?:auflisten|aufzählen|durchnummerier(?:en?|t)|nummerier(?:e|en|t)|stichpunktartig|stichwortartig|tabellarisch und stichpunktartig)(?<!(?:wie|kann ich|ich)(?!\\p{L})[^.!?\\n]{0,60})',
  '(?:stichpunkte|stichworte|bulletpoints|liste|aufzählung)(?: reichen| genügen|,? bitte)',
];

// French
const LIST_FR =
  "(?:(?:une |la )?(?:courte |petite |simple )?(?:liste|check-?list)(?: (?:à puces|numérotée|ordonnée))?|puces|points clés|tirets|étapes numérotées|points numérotés|bullet points)(?! (?:de (?:diffusion|mariage)|d'attente|noire|électorale))";
const LISTING_FR: readonly string[] = [
  "(?:(?:peux|pourrais)-tu |pouvez-vous |pourriez-vous |tu peux )?(?:me |nous )?(?:liste[rz]?|énumère|énumérez|énumérer)(?:-moi|-nous)? (?:tou(?:te)?s |moi )?(?:les|des|le|la|l'|tous|toutes|au moins|cinq|trois|dix|quelques|ce|\\d{1,2})(?!\\p{L} ?(?:de mariage))",
];
const LIST_FRENCH: readonly string[] = [
  `(?:sous (?:la )?forme (?:de |d'|d'une )|avec des |dans |par |en )${LIST_FR}(?<!(?:dans|en) (?:la|une) liste)`,
  `(?:donne|fais|envoie|dresse|établis|crée|prépare|rédige|écris|faites|donnez|dressez|voudrais|veux|faut|aimerais|besoin d')(?:-moi|-nous)? ?(?:avoir )?${LIST_FR}`,
  "liste (?:à puces|numérotée|s'il|svp|stp)",
  '(?:numérote|numérotez|numérotées?)(?: (?:les|chaque|bien|de|par|svp))',
];

// Spanish and Portuguese
const LIST_ES =
  '(?:(?:una |uma |la |a |un |um )?(?:breve |simple |pequeña |pequena )?(?:listado|listagem|lista|checklist)(?: (?:con viñetas|numerada|ordenada|de tópicos))?|viñetas|puntos clave|tópicos|marcadores|itens|ítems|pasos numerados|passos numerados|puntos|bullets?|bullet points)(?! (?:de (?:espera|correo|difusión|difusão|presença)|negra|de precios))';
const LISTING_ES: readonly string[] = [
  '(?:(?:me )?(?:puedes|podrías|puede|podes|pode|poderia|consegue) )?(?:enum[eé]r[aeo]r?|enumérame|lístame|lista|liste|listar|listame|elenca|elenque)(?:-me|me)? (?:todos |todas |abaixo |aí |para mim |pra mim )?(?:los|las|os|as|el|tod[oa]s|al menos|pelo menos|algun[oa]s|cinco|tres|três|diez|dez|quais|qué|o que|em|en|\\d{1,2})(?!\\p{L})',
];
const LIST_SPANISH: readonly string[] = [
  `(?:en|como|con|en forma de|en formato (?:de )?|usando|em|com|na forma de|em forma de|em formato (?:de )?|por) ${LIST_ES}(?<!(?:en|con|em|com|por) (?:una |la |uma |a )?(?:lista|puntos|itens|ítems))`,
  '(?:en|em) (?:formato (?:de )?)?lista(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:numerada|ordenada|con|com|por favor))',
  `(?:dame|haz|hazme|crea|escribe|me dê|me dá|me da|dê-me|faça|faz|crie|prepara|prepárame|elabora|elabore|monte|monta|necesito|quiero|quisiera|preciso(?: de)?|quero|queria|gere|genera|pásame|me passa|me manda|me faz|me haces|me das|ármame|arma) (?:uma|una|un|la|a) (?:[\\p{L}]{1,15} )?(?:lista|listado|listagem|checklist)(?! (?:de espera|negra))`,
  '(?:pasos|puntos|passos|itens|etapas|preguntas|perguntas) (?:bien |bem )?numerad[oa]s',
  '(?:numera|numere|enumera|enumere) (?:los|las|os|as|cada)',
];

/** Lists that are no form of an answer. */
const OTHER_LIST =
  "(?! (?:de (?:espera|correo|invitados|difusión|difusão)|d'attente|d'attesa|di attesa|negra|noire|nera))";
const LIST_ROMANCE_GERMANIC: readonly string[] = [
  `${ASKED}(?:eine?r?|d'une|une|una|uma|un|een|in|en|em|als|met een|con un|'?ne) (?:[\\p{L}-]{1,20} ){0,2}?(?:[\\p{L}-]{0,20}liste|auflistung|aufzählung|stichpunkten?|lista|listado|elenco|lijst|[\\p{L}]{0,15}lijst|lijstje|viñetas|tópicos|puces|opsomming|checklist|puntenlijst|punti|punten)${OTHER_LIST}`,
  '(?:elenca|elencami|punti elenco|elenco (?:puntato|numerato)|per punti|puntsgewijs|opsommingstekens)',
];

// Chinese and Japanese
const NO_HOW_ZH = '(?<!(?:怎么|如何|怎样|为什么|无法|没有|已经|不要|别).{0,12})';
const LIST_CHINESE: readonly string[] = [
  `${NO_HOW_ZH}(?:列出|列举|罗列|列一下|列一列|列明)(?!的|来的|了)`,
  `${NO_HOW_ZH}(?:列|做|写|给我?|整理|准备|生成|来|要|拟|出|开)(?:出|成|为|一|个|份|张|我|下|好|了){0,4}[\\p{Script=Han}\\p{N}]{0,16}?(?:清单|列表|条目|书单|名单|要点)(?!里|中|上|的)`,
  `${NO_HOW_ZH}(?:用|以|按|分成|使用|采用)[\\p{Script=Han}\\p{N}\\s]{0,6}?(?:列表|要点|项目符号|条目|清单|编号|序号|条列|分点|圆点)(?!里|中的|上的)`,
  `${NO_HOW_ZH}(?:分点|逐条|逐点|逐项|分条|条列|一条一条|一条条|分成几点|标上?序号|标上?编号|加上?序号|加上?编号|编号列)`,
];
const LIST_JAPANESE: readonly string[] = [
  '箇条書き(?!に(?:しない|せず)|では?なく|は(?:使わ|避|なし|不要|やめ)|を(?:使わ|避|やめ)|の(?:記号|インデント|点|段落)|が|って|と(?:は|番号))',
  'リスト(?:形式|アップ|化)(?:で|に|して|し、)|リストで(?!は|使|エラ|検索)|リストにして|リストを(?:作|出し|書い|くだ|お願い|教え|提示|挙げ|見せ)(?!る方法|り方|るには|ったら|った)',
  '(?:列挙|羅列)して|列挙(?:せよ|し、|をお願い)',
  '一覧(?:で|に(?:して|まとめ)|形式|を(?:作|出し|くだ|お願い|教え|まとめ))(?!る方法|り方|るには|った)',
  '(?:番号付き|番号を(?:付け|つけ|振)|番号順)(?!る方法)',
];

const LISTS = openingPhrase(...LISTING_EN, ...LISTING_DE, ...LISTING_FR, ...LISTING_ES);
const LIST_WANTED = anyPhrase(
  ...LIST_ENGLISH,
  ...LIST_GERMAN,
  ...LIST_FRENCH,
  ...LIST_SPANISH,
  ...LIST_ROMANCE_GERMANIC,
  ...LIST_CHINESE,
  ...LIST_JAPANESE,
);

/** In a sentence that asks for something. */
const LIST_FORM = prefiltered(
  /(?<!\p{L}|(?:my|the|our|his|her|these|those|of|den|meinen|diesen|deinen|folgenden) )(?:bullets|bullet[- ]?points?|bullet(?:ed|-point)?[- ]list|own bullet|(?:numbered|ordered|unordered|bulleted) lists?|numbered steps|stichpunkte?n?|spiegelstriche?n?|liste (?:numérotée|à puces)|lista (?:numerada|numerata|con viñetas)|viñetas|pasos numerados|箇条書き(?!に(?:しない|せず)|では?なく|は(?:使わ|避|不要)))(?!\p{L})/u,
);
const ABOUT_FORM = prefiltered(
  /(?<!\p{L})(?:difference|differ|versus|vs|unterschied|différence|diferencia|diferença|bug|fix|plugin|parser|editor|renderer|train|from markdown|history|indent\p{L}*|how to|how do i|how can i|in (?:my|our|the) (?:slides?|slide deck|word|deck)|in (?:latex|word|powerpoint|google docs|css|html|excel))(?!\p{L})/u,
);

const LIST_NAMES =
  'bullet(?:s| ?points?|-points?| lists?)?|(?:numbered |bulleted )?lists?|aufzählung(?:en)?|listen?|stichpunkten?|stichworten?|listes?|puces|tirets|listas?|listados?|viñetas|tópicos|marcadores|elenco|elenchi|lijst(?:en)?|opsomming(?:en)?';
/** A list that the answer must not be: "no bullet points or lists", "don't answer as a list", "keine Liste". */
const NEGATED = prefiltered(
  new RegExp(
    `(?<!\\p{L})(?:(?:no|not|without|avoid|instead of|rather than|keine?n?|nicht|ohne|statt|anstatt|pas de|pas|sans|au lieu d'|sin|sem|nada de|en vez de|em vez de|niente|geen|zonder)(?: (?!just|only|but|use|give|solo|nur)[\\p{L}'’-]{1,15}){0,3}?|(?:don['’]?t|do not|never|no (?:uses?|quiero|hagas|me des|lo|respondas)|não (?:use|quero|faça|responda|me dê))(?: (?!just|only|but)[\\p{L}'’-]{1,15}){0,5}?) (?:${LIST_NAMES})(?:,? (?:or|and|nor|oder|ou|ni|nem|o|et|y|e) (?:[\\p{L}-]{1,15} ){0,2}?(?:${LIST_NAMES}))?(?!\\p{L})|(?:不要|别|不用|不需要|无需|不必|避免)[\\p{Script=Han}]{0,6}?(?:列表|清单|列出|分点|要点|项目符号|逐条|编号)`,
    'giu',
  ),
);

/** Lists of a program, of people or of a word processor, and the making of one. */
const OTHER_LISTS = prefiltered(
  new RegExp(
    `(?<!\\p{L})(?:(?:linked|skip|mailing|waiting|guest|price|voter|access control|drop-?down|verketteten?|doppelt verketteten?|dropdown-|verteiler|warte|gäste)\\s?lists?e?n?|(?:listes? (?:chaînée|déroulante|d['’]attente|noire|de diffusion)|listas? (?:enlazada|encadeada|ligada|desplegable|suspensa|de (?:espera|difusión|difusão|invitados|convidados|correo|presença)|negra)|liste (?:concatenat|collegat))s?|(?:how (?:do|can) i|how to|wie|comment|cómo|como) (?:\\p{L}{1,8} ){0,2}?(?:make|create|add|insert|format|get|turn|erstell|mach|füg|formatier|créer|fai[rst]|ajout|insér|hago|hacer|creo|crear|pongo|insert|agreg|faço|fazer|crio|criar|coloc)\\p{L}{0,4}(?: \\p{L}{1,15}){0,4}? (?:[\\p{L}-]{0,20}(?:list[ae]?|lists)|bullets?|bullet points|viñetas|puces|marcadores)(?: (?:with|com|con|avec|mit|à|de) \\p{L}{3,15})?)(?!\\p{L})`,
    'giu',
  ),
);

/** Whether a prompt asks for the answer as a list, or commands to list something. */
export function asksForList(text: string): boolean {
  const words = OTHER_LISTS.replacedIn(NEGATED.replacedIn(ownWords(text), CUT), CUT);
  return LISTS.test(words) || LIST_WANTED.test(words) || requestsWith(words, LIST_FORM, ABOUT_FORM);
}
