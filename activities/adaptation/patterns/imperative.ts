import { ownWords } from './own-words.js';
import { anyPhrase, openingPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** What may follow a verb that is as often a noun. */
const OBJECT =
  '(?:all|the|these|this|that|those|every|each|me|my|our|your|it|them|any|some|a|an|down|out|up|two|three|five|ten|\\d{1,3}|for|in|with|whether|if|how|what|why|again|only|both)(?! (?:is|are|was|were)(?!\\p{L}))';

const IMPERATIVE = openingPhrase(
  // English: verbs that are hardly nouns, then the others.
  "(?:write|explain|summari[sz]e|translate|rewrite|rephrase|paraphrase|describe|generate|create|compare|convert|give|show|tell|make|add|remove|implement|refactor|analy[sz]e|classify|extract|suggest|provide|improve|calculate|compute|identify|propose|recommend|let|keep|proofread|shorten|simplify|brainstorm|evaluate|optimi[sz]e|delete|rename|solve|avoid|do not|don't|discuss|define|include|ensure|consider|imagine|pretend|assume|respond|reply|choose|pick|put|replace|combine|merge|split|continue|start|stop|begin|expand|elaborate|clarify|verify|double-check|insert|introduce|prepare|build|install|organi[sz]e|categori[sz]e|transcribe|predict|estimate|determine|tidy|read|ignore|take|go|try|say|teach|recap|deploy|configure|migrate|enable|disable)(?=[\\s:,]+(?!of |is |was |are |were |d'|up is|speed|access|time )[\\p{L}\\p{N}\"\\uFFFC<`\\[(])",
  `(?:list|review|check|plan|design|name|sort|test|report|rank|order|rate|sketch|fix|find|help|answer|act|think|turn|outline|update|use|run|draft|return|debug|format|correct|cite|note|set|move|copy|open|close|play|search|look|change|edit|highlight|count|match|group|filter|complete|finish|repeat|mark|compose|output|print|call|ask|break|code|map|model|structure|polish|revise|critique|research|walk|get|see|reply) ${OBJECT}`,
  '(?:act|think|look|search|work|respond|answer|reply) (?:as|like|step|about|carefully|of|for|at|up|in|with|briefly|through)',
  '(?:fix|answer|use|return|output|cite|name|list|find|update|run|rate|correct|format|check|review|test|draft|order|sort)[: ]+(?:\\p{L}+ (?:errors|typos|mistakes|words|sentences|sources|tests|items|examples|bugs|files|names|reasons|ideas|answers|code|grammar)|only|typos|grammar|json|sources|bullet|markdown|simple|plain|short|british|american|at most|no more)',
  // German: du and Sie.
  '(?:schreib|erklär|erläuter|übersetz|fass|erstell|nenn|zeig|gib|mach|vergleich|find|prüf|verbesser|korrigier|analysier|beschreib|formulier|berechn|hilf|antwort|list|lass|sag|verwend|nutz|benutz|such|ergänz|kürz|entwirf|entwerf|skizzier|sortier|ordne|ordn|füg|änder|entfern|lösch|stell|bewert|schlag|wandl|wandel|optimier|überarbeit|programmier|generier|denk|lies|achte|bau|ersetz|wiederhol|zähl|vermeid|verfass|behalt)(?:e|ere)? (?:mir|uns|bitte|das|die|den|dem|der|ein|eine|einen|einem|alle|mal|diesen|diese|dieses|diesem|auf|in|mit|kurz|folgende[nrs]?|zwei|drei|vier|fünf|zehn|\\d{1,3}|nur|kein|keine|keinen|mich|dir|daraus|nach|zu|als|jeden|jede|jedes|mein|meine|meinen|es|sie|im|an|vor|zusammen|was|wie|warum|stichpunktartig|schritt|den|alles)',
  '(?:erkläre?|übersetze?|schreibe?|fasse?|erstelle?|nenne?|zeige?|gib|vergleiche?|prüfe?|korrigiere?|berechne?|analysiere?|beschreibe?|formuliere?|optimiere?|liste?|ergänze?|verfasse?)(?:: ?| (?!(?:ich|er|sie|es|wir|man|du)(?!\\p{L}))(?=[\\p{L}\\uFFFC]))',
  '(?:schreiben|erklären|erläutern|übersetzen|erstellen|nennen|zeigen|geben|machen|vergleichen|prüfen|korrigieren|analysieren|beschreiben|formulieren|fassen|antworten|verwenden|nutzen|verfassen|berechnen|helfen|listen|entwerfen|ergänzen|kürzen|ändern|stellen|lassen) sie',
  // French: tu and vous.
  '(?:écri(?:s|vez)|explique[rz]?|résume[rz]?|tradui(?:s|sez|re)|donne[rz]?|montre[rz]?|fai(?:s|tes)|crée[rz]?|compare[rz]?|corrige[rz]?|liste[rz]?|propose[rz]?|aide[rz]?|analyse[rz]?|rédige[rz]?|génère|générez|calcule[rz]?|décri(?:s|vez)|réponde?[sz]|utilise[rz]?|ajoute[rz]?|supprime[rz]?|reformule[rz]?|vérifie[rz]?|trouve[rz]?|cite[rz]?|dis|dites|présente[rz]?|améliore[rz]?|évite[rz]?|prépare[rz]?|classe[rz]?|choisi(?:s|ssez)|convertis(?:sez)?|imagine[rz]?|raconte[rz]?|identifie[rz]?|remplace[rz]?)(?:-moi|-nous|-le|-la|-les)?(?= (?!(?:de la|des) ?$)[\\p{L}\\p{N}\\uFFFC])',
  // Spanish and Portuguese.
  '(?:escrib[ea]|explica|explique|resum[ea]|traduc[ea]|traduzca|dame|deme|dime|muestra|muéstrame|haz|hazme|crea|cree|compara|corrige|enumera|analiza|genera|calcula|describe|redacta|responde|usa|utiliza|ayúdame|añade|agrega|elimina|mejora|convierte|ordena|clasifica|propón|sugiere|revisa|reescribe|busca|encuentra|cambia|evita|incluye|prepara|imagina|actúa|simplifica|lista|identifica|diseña|optimiza|cuéntame|pon|elige)(?:me|nos|lo|la)?(?= [\\p{L}\\p{N}¿\\uFFFC])',
  '(?:escreva|explique|resuma|traduza|dê|me dê|mostre|faça|crie|compare|corrija|liste|analise|gere|calcule|descreva|responda|use(?! of| case| by)|adicione|remova|melhore|reescreva|sugira|revise|ajude|me ajude|me explique|me diga|diga|encontre|elabore|converta|prepare|simplifique|ordene|classifique|imagine|apresente|verifique|otimize|evite|inclua|aja|conte|cite)(?:-me|-nos)?(?= [\\p{L}\\p{N}\\uFFFC])',
  // Chinese; Japanese commands stand at the end.
  '(?:请(?!问|假|求|客)|帮我|给我|帮忙|麻烦|写一|写个|翻译|解释|总结|列出|生成|分析|比较|对比|修改|润色|改写|计算|用\\p{Script=Han}{1,8}(?:写|回答|解释|翻译|总结)|把|将|设计|创建|推荐|介绍|告诉我|检查|优化|描述|说明)(?!是|的)',
);
const JAPANESE_IMPERATIVE = anyPhrase(
  '(?:て|で)(?:ください|下さい|くれ|ほしい|頂けますか)',
  '(?:せよ|しなさい|しろ|なさい)(?=[\\s。！]|$)',
  '(?:して|書いて|教えて|訳して|直して|まとめて|作って|出して|見せて|挙げて)(?=[\\s。！]|$)',
);

/** A clause opens with a command in any of the languages, or a Japanese sentence ends with one. */
function givesCommand(text: string): boolean {
  const words = ownWords(text);
  return IMPERATIVE.test(words) || JAPANESE_IMPERATIVE.test(words);
}

export const IMPERATIVE_PATTERNS: readonly PromptPattern[] = [
  presence('imperative', 'a clause opens with a command', givesCommand),
];
