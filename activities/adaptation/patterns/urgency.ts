import { ownWords } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { prefiltered } from './prefilter.js';

/** Up to some words of the same clause. */
const FEW = "(?: [\\p{L}\\p{N}'’-]{1,15}){0,7}?";
const NUMBER =
  '(?:\\d{1,3}|an|a|one|two|three|five|ten|fifteen|twenty|thirty|half an|a few|couple of|few|einer|einer halben|zwei|drei|fünf|zehn|wenigen|une|une demi-|deux|trois|cinq|dix|quelques|una|media|dos|tres|cinco|diez|pocos|uma|meia|duas|três|dez|poucos|un|mezz|due|dieci|een|half|vijf|tien)';
const TIME =
  "(?: ?(?:min|mins|minutes?|hours?|hrs?|h|minuten|stunden?|heures?|minutos?|horas?|minuti|ore|'?ora|uur|minuut)(?!\\p{L})(?! (?:a|per|pro|am|par|al|por|je) ))";
const SOON_EN =
  '(?:as soon as possible|right (?:now|away)|straight ?away|this (?:minute|instant|second|very moment)|at once|immediately|instantly|quickly|urgently|asap|without delay|as (?:fast|quickly|soon) as (?:you can|possible)|now(?=\\s?(?:[!.,]|$))|(?:by|before|until|till) (?:the )?(?:tonight|tomorrow|noon|midnight|lunch|end of (?:the )?(?:day|business|play|today)|eod|cob|close of business|my (?:meeting|flight|exam|call|train)|\\d{1,2}(?:[:.]\\d\\d)? ?(?:am|pm|o.clock)|\\d{1,2}(?=\\s?[.,!]|$))|(?:today|tonight)(?=\\s?(?:[!.,;]|$|so|and|because|please|pls|or)))';
const EVENT_EN =
  '(?:exam|meeting|presentation|demo|interview|call|class|flight|talk|test|deadline|submission|launch|train|bus|boss|client|customer|teacher|shift|stand-?up|audit|hearing|appointment|session|pitch)';

const URGENT = anyPhrase(
  // What presses by itself; "no rush" and what is said of the word do not.
  '(?<!(?<!\\p{L})(?:does|what is|is|say|says|word|called|why|saying|abbreviation|acronym|meaning of|mean by) )asap(?! (?:rocky|ferg|mob|stands?|means?|in an|sounds?|is))',
  "(?<!(?:not|nothing|isn't|less|how|more|if) )(?:i|we|you|he|she|boss|client|it|this|that|very|really|extremely|super|is|are|so|pretty|bit|need)(?:'s|'m)? (?:kind of |very |really |quite |super |extremely )?(?:urgently|urgent)(?! (?:care|or|at|in)(?!\\p{L}))",
  '(?<!(?:not|nothing|isn.t|less|mark|marked|as|tagged|status|priority|subject) )(?:urgent|urgnt|urgend|ugent|urgently needed)(?=\\s?[!:,.–]|\\s?$| please| pls)(?!: (?:true|false|\\d))',
  '(?:emergency|sos|help|quick|quickly|schnell|hilfe|notfall|vite|rápido|depressa|presto)\\s?(?:[!:]|, (?:quick|hurry|schnell|vite|por favor|please|i|my|we|the (?:server|site)))(?! (?:start|guide|numbers?|exits?))(?<!help(?:\\s?[!:]))(?<!(?:hilfe)(?:\\s?[!:]))',
  '(?<!(?:no|not in a|in no|without|any|a|the) )(?:hurry(?:(?: up)|(?=\\s?(?:[!,.]|$|pls|please))|,))(?! (?:in|of|to|along)(?!\\p{L}))',
  "(?:time is (?:running out|critical|short|tight|of the essence|ticking)|clock is ticking|(?:running|run) out of time|no time (?:to (?:lose|explain|waste|read|check)|left)|time-(?:sensitive|critical)|(?:pressed|short|tight) (?:for|on) time|(?:can't|cannot|can not|won't|couldn't) wait(?! (?:to|for|until|till) )|every (?:minute|second) counts|drop everything|under (?:time|heavy|huge|a lot of) pressure|last[- ]minute (?:change|request|fix|help)|top priority|(?<!(?:left|was|were|came|went|ran|fled|he|she|they|always|never) )in (?:a|such a) (?:big |real |terrible |huge |bit of a )?(?:hurry|rush)(?! (?:of|to the)))",
  '(?:be|make it|make this|answer) (?:super |really |very )?(?:quick|fast|snappy)(?=\\s?(?:[!.,]|$|please|pls|about))(?<!(?:to|can|how|should|could|not|must|will) (?:be|make it) (?:quick|fast))',
  '(?:quickly|fast|quick),? (?:please|pls|plz)(?!\\p{L})',
  // Needs and orders with a time.
  `(?<!(?:how (?:do|can|to)|did|does|when) )(?:i|we) (?:urgently )?(?:need|want|must|have to|gotta|got to|require|should)(?! (?:to )?(?:walk|run|learn|grow|know (?:how|why)))${FEW} ${SOON_EN}`,
  `(?:^|[.!?,;:\\n] ?|please |pls |and |so |then )(?:need|want|send|answer|reply|respond|help|fix|finish|solve|deliver|find|tell|give|patch|roll back|revert|get|do|write|translate|shorten|summari[sz]e|check|call|ship|deploy|make|show|restore|stop)${FEW} ${SOON_EN}`,
  `(?:(?:i|we)(?:'ve| have)?(?: only)? (?:have|need|got|must|gotta|get|leave|submit|present|board|fly|'ve)|gotta|need)${FEW} (?:only |just |less than |about )?(?:(?:in|within|for) (?:the next |less than |about |under )?${NUMBER}(?:${TIME}|(?=\\s?(?:[,.!]|$)))|${NUMBER}${TIME} (?:left|until|till|before|to (?:go|submit|finish)))`,
  `(?:^|[.!?,;:\\n] ?)(?:only |just )?${NUMBER}${TIME} (?:left|to go|until|till|before)`,
  `(?:my|our) (?:[\\p{L}-]{1,15} ){1,3}(?:starts?|begins?|leaves?|is|ends?|boards?|departs?|closes?|expires?|arrives?|opens?) (?:(?:in|within) (?:less than |about |the next )?${NUMBER}${TIME}|(?:today|tonight|tomorrow(?: morning)?|soon|any minute|at (?:noon|\\d{1,2}))(?=\\s?(?:[,.!;]|$| and)))`,
  `(?<!(?:if|when|why|how|that|which) (?:the |an? )?)${EVENT_EN} (?:is |starts |begins |calls |comes |leaves |closes )?in (?:less than |about )?${NUMBER}(?:${TIME}|(?=\\s?(?:[,.!]|$)))`,
  `(?:has|have|needs?|must)(?: to)? (?:go out|go live|go|be (?:sent|done|ready|fixed|out|submitted|finished|online|live|up)|ship|leave|work)${FEW} ${SOON_EN}`,
  "(?:i'm|i am|we're|we are|im|running|already) (?:already |so |super |very |really )?late(?=\\s?(?:[!.,]|$|already|for))|time(?:'s| is) (?:almost |nearly )?up(?!\\p{L})",
  `(?:client|boss|customer|manager|teacher|doctor|everyone|everybody|team|customers|clients|they|passengers|patients?|auditors?) (?:is|are) (?:already |still |all )?(?:waiting|breathing)(?! (?:room|list))`,
  `due (?:in ${NUMBER}${TIME}|tonight|today|tomorrow|at (?:noon|midnight|\\d)|by (?:tonight|noon|midnight|tomorrow)|any minute|this (?:morning|afternoon|evening))`,
  "(?:deadline(?:'s| is)? (?:today|tonight|tomorrow|in|at|looming|approaching|passed|close)|(?:tight|hard|looming|strict) deadline(?! (?:management|culture)))",
  `(?:production|prod|site|website|server|checkout|payments?|api|database|db|system|service|app|shop|store|everything|network|login) (?:is|are|has been|went|just went) (?:completely |totally |currently |still )?(?:down(?! to| from| by)|on fire|offline)`,
  // German
  '(?<!(?:nicht|wie|weniger|kein|ein|der|die|das) )(?:dringend|eilig|eilt|schnellstmöglich|schnellstens|baldmöglichst|umgehend|unverzüglich|eilsache)(?! (?:erforderliche|empfohlen|verdächtig|benötigte|[\\p{L}]{3,20} (?:heißt|bedeutet)))(?<!(?:bedeutet|heißt) \\p{L}{4,18})',
  `(?:so (?:schnell|bald|rasch) (?:(?:wie|als) )?(?:möglich|es geht|du kannst|sie können)|(?:brauche?n?|benötige) (?:\\p{L}{2,12} )?(?:schnell|rasch|dringend|sofort|eine schnelle)(?=[ ,.!]|$)|unter zeitdruck|(?:keine|wenig|kaum|nicht viel) zeit(?: mehr)?(?= |[,.!]|$)(?! (?:für|mit|zu|zum))|(?:zeit|frist) (?:drängt|läuft(?: ab| uns davon)?)|mach(?:t|en sie)? (?:bitte )?(?:schnell|hin|fix|flott)|beeil(?:e|t|en sie)?(?: (?:dich|euch|sich))?(?=\\s?(?:[,.!]|$|bitte))|ganz schnell|schnell,|(?:kunde|chef|kunden|lehrer|team|chefin|kundin) (?:wartet|warten))`,
  `(?:(?:ich|wir)(?: hab(?:e|en)?| muss| müssen| brauche?n?| sitze?n?)?${FEW}|brauche?|muss|benötige|abgabe|termin|prüfung|besprechung|vortrag|meeting|sitzung|klausur)${FEW} (?:bis (?:heute|morgen (?:früh|mittag|um)|spätestens|gleich|mittag|feierabend|(?:um )?\\d{1,2}(?: uhr|:))|in (?:den nächsten |weniger als )?${NUMBER}${TIME}|nur noch ${NUMBER}${TIME}|noch ${NUMBER}${TIME}|noch heute|heute noch|jetzt sofort|sofort(?=\\s?(?:[,.!]|$)))(?<!(?:wie|was|kann|koche|warum)[^.!?\\n]{0,60})`,
  '(?:antworte?|prüfe?|schicke?|behebe?|mach|mache|hilf|gib|sag|korrigiere?|übersetze?|reparier(?:e)?|lies|schreibe?|fix)(?: [\\p{L}]{1,15}){0,5}? (?:sofort|jetzt gleich|auf der stelle|schnell(?=\\s?(?:[,.!]|$)))',
  'bitte (?:ganz |sehr )?(?:schnell|sofort|gleich)(?!er)',
  // French
  "(?:au plus vite|dès que possible|(?:le plus|aussi) (?:vite|rapidement|tôt) (?:que )?possible|tout de suite(?= ?(?:[,.!]|$|svp|stp))|(?<!pas )(?:c'est|très|vraiment|hyper|super|trop) urgent(?!e?s? de)|d'urgence(?! (?:à|de|climatique))|en urgence|(?:je suis|on est|nous sommes|c'est) (?:très |super |trop )?pressé(?:e|s|es)?|vite(?=\\s?[,!])|pour (?:ce soir|demain matin)(?=\\s?(?:[,.!]|$))|dépêche(?:-toi|z-vous)|réponse (?:immédiate|rapide)(?! (?:du|de la))|sans (?:tarder|délai)|plus (?:beaucoup )?(?:le|de) temps(?=\\s?[,.!]|$)|fais vite|faites vite|(?:client|chef|patron|prof|direction) attend(?:ent)?(?!\\p{L}))",
  `(?<!(?:comment|que|quoi) )(?:je dois|il faut|on doit|j'ai|il (?:me|nous) (?:le |la |les |l')?(?:faut|reste)|il reste|j'ai besoin|besoin|(?:mon|ma|notre|la|le) (?:examen|réunion|train|vol|cours|oral|présentation|rendez-vous|entretien)|à rendre)${FEW} (?:dans (?:moins d'|les )?${NUMBER} ?(?:heures?|minutes?|min|h)(?!\\p{L})|avant (?:midi|ce soir|minuit|demain|\\d)|d'ici (?:ce soir|midi|une heure|demain|\\d)|pour (?:ce soir|midi|tout à l'heure|demain (?:matin|midi))|maintenant(?=\\s?(?:[,.!]|$))|aujourd'hui(?=\\s?(?:[,.!]|$))|ce soir(?=\\s?(?:[,.!]|$))|que ${NUMBER} ?(?:heures?|minutes?|min))`,
  // Spanish
  '(?<!(?:no es|no|nada) )(?:urgente(?=\\s?[!:,.;]|\\s?$)|es (?:muy |súper )?urgente|urgentemente|con urgencia|cuanto antes|lo antes posible|lo más (?:rápido|pronto) posible|urge(?=[ ,.!])|corre prisa|(?:date|dense|daos|dese|tengo|tenemos|con) (?:mucha )?prisa|a toda prisa|me urge|(?:rápido|rapidito|deprisa)(?=\\s?(?:[,!]|$|por favor|porfa))(?<!(?:más|muy|tan|es|va|corre|comer) (?:rápido|deprisa))|(?:no (?:hay|tengo|tenemos|queda|me queda)|sin|poco) tiempo(?=\\s?[,.!]|\\s?$| que perder)|se me acaba el tiempo|(?:cliente|jefe|jefa|profesor|profe|equipo) (?:está |me está )?espera(?:ndo)?(?!\\p{L})|(?:para|antes de) (?:esta noche|mañana temprano|hoy mismo))',
  `(?:(?:lo|la|los|las) necesit[ao]|necesit[oa](?:mos)?|hazlo|responde|respóndeme|contesta|tengo que|debo|tengo|dímelo|dame|arréglalo|mándamelo)${FEW} (?:ya(?=\\s?(?:[,.!]|$))|ahora(?: mismo)?(?=\\s?(?:[,.!]|$))|hoy(?=\\s?(?:[,.!]|$))|antes de (?:las|la|mañana|medianoche|hoy|que)|(?:en|dentro de) (?:menos de )?${NUMBER}${TIME}|para (?:hoy|ya|esta (?:tarde|noche)|las \\d|ahora|dentro de))`,
  `(?:empieza|comienza|sale|termina|cierra|começa|fecha|acaba|sai|inizia|parte|begint) (?:en|dentro de|em|daqui a|tra|fra|over) (?:menos de )?${NUMBER}${TIME}`,
  // Portuguese
  `(?<!não )(?:é (?:muito |super )?urgente|com urgência|o (?:mais rápido|quanto antes)(?: possível)?(?=\\s?(?:[,.!]|$|por))|o mais (?:rápido|cedo|depressa) possível|o quanto antes|agora mesmo(?=\\s?(?:[,.!]|$))|(?:estou|tô|estamos) (?:com|sem|na maior) (?:pressa|tempo|correria)|(?:para|pra) (?:hoje à noite|amanhã cedo|ontem|já|agora|hoje)(?=\\s?(?:[,.!]|$))|respond[ea](?:-me)? (?:logo|rápido|já)|anda logo|depressa[,!]|rápido[,!]|imediatamente preciso|(?:preciso|precisamos|tenho que|tenho de|devo|quero|me manda|tenho)${FEW} (?:imediatamente|agora|já(?=\\s?(?:[,.!]|$))|hoje(?=\\s?(?:[,.!]|$))|até (?:as|às|hoje|amanhã|meio-dia|o meio)|em (?:menos de )?${NUMBER}${TIME}|(?:pra|para) (?:ontem|já|hoje|agora))|(?:cliente|chefe|professor|professora) (?:está |tá )?esperando)`,
  // Italian and Dutch
  `(?:il prima possibile|al più presto|quanto prima|ho (?:molta |una )?fretta|sbrigati|fai presto|(?:mi serve|ho bisogno|rispondi|devo|dobbiamo|correggi|aiutami)${FEW} (?:subito|immediatamente|adesso(?=\\s?(?:[,.!]|$))|ora(?=\\s?(?:[,.!]|$))|entro|stasera|oggi(?=\\s?(?:[,.!]|$))|(?:tra|fra) ${NUMBER}${TIME})|entro (?:oggi|stasera|un'ora|mezzogiorno|${NUMBER}${TIME}))`,
  `(?:zo (?:snel|spoedig|gauw) mogelijk|(?<!niet )(?:dringend|spoed|haast)(?=\\s?[!:,.]|\\s?$| nodig)|heb (?:erge |veel )?haast|nu meteen|schiet op|(?:moet|heb|nodig|inleveren|vergadering|examen)${FEW} (?:vandaag nog|vanavond nog|voor (?:vanavond|\\d{1,2} uur|morgenochtend)|binnen ${NUMBER}${TIME}|over ${NUMBER}${TIME}|nu(?=\\s?(?:[,.!]|$))))`,
  // Chinese and Japanese
  '(?:尽快|尽早|紧急(?!联系|出口|情况下|疏散|预案|制动|避险|刹车)|急需|(?<!不|别)(?:很|特别|非常|挺|好|真的|比较|十分|太)急|(?<!不用|不|别)(?:着急|赶紧|赶快)|加急|赶时间|来不及|马上(?:要|就|给|帮|回|告诉|需|交|开|处理)|(?:立刻|立即|马上)(?:给|帮|回|告诉|处理|修|答|改|发)|快(?:点|帮|给我|告诉|回答|说|来|救)(?!乐|递)|越快越好|急[！!，,：]|在线等|(?:今晚|今天|中午|下班|明早|明天)(?:之前|前)?(?:就)?(?:要交|必须交|必须|就要|要用|截止)|\\s?[\\d一二三五十半两]{1,2}个?(?:分钟|小时)(?:内|之内|后(?:就|要|开会|交))|没(?:有)?时间了|时间不多)',
  '(?:至急|急いで(?:い(?:ます|る)|る|お|教|く|直|返|！|。|$)|できるだけ早く|なるべく早く|一刻も早く|今すぐ(?!に?始)|(?:^|[、。！])早く(?:教|して|お願い|返|直|！)|急ぎ(?:で|です|の(?:件|依頼)|ます|、|。)|緊急(?!連絡|事態|地震|車両|避難|停止|搬送)(?:です|で|！|：|の(?:依頼|対応)|、)|時間が(?:ない|ありません)|間に合(?:わない|いません|わなく)|あと\\s?[\\d一二三五十]{1,2}(?:分|時間)(?:で|しか|後)|[\\d一二三五十]{1,2}(?:分|時間)(?:後に|以内に)(?:会議|提出|始|出|発表|返|教|お|必要)|締め?切り(?:が|は)(?:今日|本日|明日|迫|もう|あと)|すぐに?(?:教え|返|回答|お願い|直して|必要|対応))',
);
/** Parts of words without which nothing above is found: most prompts are told apart by this alone. */
const TRIGGER = prefiltered(
  /asap|urg|sos|emerg|help|hilfe|hurry|rush|time|clock|wait|second|instan|once|immedia|imediat|quick|fast|snappy|soon|away|now|tonight|today|tomorrow|noon|midnight|lunch|eod|cob|business|min|hour|hrs|uur|due|late|down|offline|on fire|drop everything|deadline|priority|pressure|in ten|in five|in \d|before|until|by \d|eil|dring|schnell|sofort|umgehend|unverz|zeit|frist|warte|stunde|heute|morgen|rasch|baldm|so bald|spätestens|mittag|feierabend|mach hin|mach fix|notfall|gleich|vite|press|tarder|délai|suite|attend|heure|midi|soir|demain|maintenant|aujourd|temps|prisa|antes|rápid|rapid|pronto|deprisa|depressa|(?:^|\s)ya(?!\p{L})|ahora|hoy|hora|espera|ontem|(?:^|\s)já(?!\p{L})|agora|hoje|logo|presto|subito|fretta|sbriga|serve|entro|snel|haast|spoed|meteen|schiet|vandaag|vanavond|binnen|noche|tarde|mañana|tiempo|tempo|pour|dès|ora(?!\p{L})|[\p{Script=Han}\p{Script=Hiragana}]/u,
);
/** What somebody in a story or a sign says. */
const REPORTED = prefiltered(
  /(?<!\p{L})(?:shout|say|scream|yell|think|whisper|cr(?:y|ie)|call|titl|read|ruf|sag|schrei|crie|dit|grita|dice|diz)\p{L}{0,4}\s?[:,]\s[^.!?\n]{1,200}/giu,
);

/** Presses for a fast answer: the request is urgent, has a deadline today or shortly, or the writer cannot wait. */
export function presses(text: string): boolean {
  const words = ownWords(text);
  return TRIGGER.test(words.toLowerCase()) && URGENT.test(words) && URGENT.test(REPORTED.replacedIn(words, ' '));
}
