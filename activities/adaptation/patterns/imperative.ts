import { ownWords } from './own-words.js';
import { anyPhrase, openingPhrase, sentencePhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** What may follow a verb that is as often a noun. */
const OBJECT =
  '(?:all|the|these|this|that|those|every|each|me|my|our|your|it|them|any|some|a|an|down|out|up|two|three|five|ten|\\d{1,3}|for|in|with|whether|if|how|what|why|again|only|both)(?! (?:is|are|was|were)(?!\\p{L}))';

const IMPERATIVE: readonly string[] = [
  // English: verbs that are hardly nouns, then the others.
  "(?:write|explain|summari[sz]e|translate|rewrite|rephrase|paraphrase|describe|generate|create|compare|convert|give|show|tell|make|add|remove|implement|refactor|analy[sz]e|classify|extract|suggest|provide|improve|calculate|compute|identify|propose|recommend|let|keep|proofread|shorten|simplify|brainstorm|evaluate|optimi[sz]e|delete|rename|solve|avoid|do not|don't|dont|discuss|define|include|ensure|consider|imagine|pretend|assume|respond|reply|choose|pick|put|replace|combine|merge|split|continue|start|stop|begin|expand|elaborate|clarify|verify|double-check|insert|introduce|prepare|build|install|organi[sz]e|categori[sz]e|transcribe|predict|estimate|determine|tidy|read|ignore|take|go|try|say|teach|recap|deploy|configure|migrate|enable|disable|bisect|revert|undo|redo|apply|rebase|fetch|execute|invoke|validate|revisit|reformat|rearrange|restructure|reorder|recalculate|recheck|retry|reproduce|investigate|diagnose|inspect|trim|wrap|append|prepend|rewrite|reword|regenerate|adapt|adjust|assign|attach|specify|mention|omit|quote|summarise|cut|lower|raise|reduce|increase|extend|bring|send|keep|leave|forget|remember|pretend|suppose|notify|warn|remind|schedule|book|upload|download|save|store|visuali[sz]e|illustrate|justify|prove|derive|simulate|decide|judge|grade|assess|examine|explore|detect|locate|trace|parse|scrape|seed|mock|stub|bump|upgrade|downgrade|uninstall|refine|spell|pronounce|paste|type|click|watch|wait|hold|please)(?=[\\s:,]+(?!of |is |was |are |were |d'|up is|speed|access|time |tool |tools |function |feature |permit |button |order |date |point |line |menu |screen |number |machine )[\\p{L}\\p{N}\"\\uFFFC<`\\[(])",
  `(?:list|review|check|plan|design|name|sort|test|report|rank|order|rate|sketch|fix|find|help|answer|act|think|turn|outline|update|use|run|draft|return|debug|format|correct|cite|note|set|move|copy|open|close|play|search|look|change|edit|highlight|count|match|group|filter|complete|finish|repeat|mark|compose|output|print|call|ask|break|code|map|model|structure|polish|revise|critique|research|walk|get|see|reply|draw|paint|sum|point|quiz|share|compile|collect|gather|rework|guide|coach|lay|pull|label|number|link|pair|arrange|swap|switch|reverse|flip|drop|restart|reset|ship|push|commit|log|measure|score|weigh|track|benchmark|scan|crop|resize|render|encode|decode|scale|round|multiply|divide|subtract|integrate|differentiate|factor|plot|graph|chart|pitch|cook|hand|roll|fill|flag|state|present|phrase|guess|study|consult) ${OBJECT}`,
  '(?:find|name|draft|draw|collect|compile|gather|share|sketch|outline) (?:[\\p{L}-]{2,20} ){0,2}?[\\p{L}-]{3,20}s (?:for|from|that|which|about|to|near)',
  'use (?!cases?(?!\\p{L})|(?:of|by|in|for|is|was) )[\\p{L}-]{2,20} [\\p{L}]{2,20}',
  '(?:come up|dive deep|hold off|go ahead|look out|zoom in|team up|switch over|stick) (?:with|into|on|and|to|until)',
  '(?:act|think|look|search|work|respond|answer|reply) (?:as|like|step|about|carefully|of|for|at|up|in|with|briefly|through)',
  '(?:fix|answer|use|return|output|cite|name|list|find|update|run|rate|correct|format|check|review|test|draft|order|sort)[: ]+(?:\\p{L}+ (?:errors|typos|mistakes|words|sentences|sources|tests|items|examples|bugs|files|names|reasons|ideas|answers|code|grammar)|only|typos|grammar|json|sources|bullet|markdown|simple|plain|short|british|american|at most|no more)',
  // German: du and Sie.
  '(?:schreib|erklär|erläuter|übersetz|fass|erstell|nenn|zeig|gib|mach|vergleich|find|prüf|verbesser|korrigier|analysier|beschreib|formulier|berechn|hilf|antwort|list|lass|sag|verwend|nutz|benutz|such|ergänz|kürz|entwirf|entwerf|skizzier|sortier|ordne|ordn|füg|änder|entfern|lösch|stell|bewert|schlag|wandl|wandel|optimier|überarbeit|programmier|generier|denk|lies|achte|bau|ersetz|wiederhol|zähl|vermeid|verfass|behalt)(?:e|ere)? (?:mir|uns|bitte|das|die|den|dem|der|ein|eine|einen|einem|alle|mal|diesen|diese|dieses|diesem|auf|in|mit|kurz|folgende[nrs]?|zwei|drei|vier|fünf|zehn|\\d{1,3}|nur|kein|keine|keinen|mich|dir|daraus|nach|zu|als|jeden|jede|jedes|mein|meine|meinen|es|sie|im|an|vor|zusammen|was|wie|warum|stichpunktartig|schritt|den|alles)',
  '(?:erkläre?|übersetze?|schreibe?|fasse?|erstelle?|nenne?|zeige?|gib|vergleiche?|prüfe?|korrigiere?|berechne?|analysiere?|beschreibe?|formuliere?|optimiere?|liste?|ergänze?|verfasse?)(?:: ?| (?!(?:ich|er|sie|es|wir|man|du)(?!\\p{L}))(?=[\\p{L}\\uFFFC]))',
  '(?:schreiben|erklären|erläutern|übersetzen|erstellen|nennen|zeigen|geben|machen|vergleichen|prüfen|korrigieren|analysieren|beschreiben|formulieren|fassen|antworten|verwenden|nutzen|verfassen|berechnen|helfen|listen|entwerfen|ergänzen|kürzen|ändern|stellen|lassen) sie',
  // French: tu and vous.
  '(?:écri(?:s|vez)|explique[rz]?|résume[rz]?|tradui(?:s|sez|re)|donne[rz]?|montre[rz]?|fai(?:s|tes)|crée[rz]?|compare[rz]?(?! (?:tools?|sites?|functions?) )|corrige[rz]?|liste[rz]?|propose[rz]?|aide[rz]?|analyse[rz]?|rédige[rz]?|génère|générez|calcule[rz]?|décri(?:s|vez)|réponde?[sz]|utilise[rz]?|ajoute[rz]?|supprime[rz]?|reformule[rz]?|vérifie[rz]?|trouve[rz]?|cite[rz]?|dis|dites|présente[rz]?|améliore[rz]?|évite[rz]?|prépare[rz]?|classe[rz]?|choisi(?:s|ssez)|convertis(?:sez)?|imagine[rz]?|raconte[rz]?|identifie[rz]?|remplace[rz]?)(?:-moi|-nous|-le|-la|-les)?(?= (?!(?:de la|des) ?$)[\\p{L}\\p{N}\\uFFFC])',
  // Spanish and Portuguese.
  '(?:escrib[ea]|explica|explique|resum[ea]|traduc[ea]|traduzca|dame|deme|dime|muestra|muéstrame|haz|hazme|crea|cree|compara|corrige|enumera|analiza|genera|calcula|describe|redacta|responde|usa|utiliza|ayúdame|añade|agrega|elimina|mejora|convierte|ordena|clasifica|propón|sugiere|revisa|reescribe|busca|encuentra|cambia|evita|incluye|prepara|imagina|actúa|simplifica|lista|identifica|diseña|optimiza|cuéntame|pon|elige)(?:me|nos|lo|la)?(?= [\\p{L}\\p{N}¿\\uFFFC])',
  '(?:escreva|explique|resuma|traduza|dê|me dê|mostre|faça|crie|compare|corrija|liste|analise|gere|calcule|descreva|responda|use(?! of| case| by)|adicione|remova|melhore|reescreva|sugira|revise|ajude|me ajude|me explique|me diga|diga|encontre|elabore|converta|prepare|simplifique|ordene|classifique|imagine|apresente|verifique|otimize|evite|inclua|aja|conte|cite)(?:-me|-nos)?(?= [\\p{L}\\p{N}\\uFFFC])',
  // Chinese; Japanese commands stand at the end.
  '(?:请(?!问|假|求|客)|帮我|给我|帮忙|麻烦|写一|写个|翻译|解释|总结|列出|生成|分析|比较|对比|修改|润色|改写|计算|用\\p{Script=Han}{1,8}(?:写|回答|解释|翻译|总结)|把|将|设计|创建|推荐|介绍|告诉我|检查|优化|描述|说明)(?!是|的)',
];
/** What opens a sentence before a determiner and is no command. */
const NO_VERB =
  '(?!(?:in|on|at|of|by|from|with|about|after|before|during|since|until|till|because|although|though|while|when|where|what|why|who|whom|whose|which|how|is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|if|unless|and|or|but|so|not|only|even|just|also|then|than|as|like|for|to|into|onto|over|under|through|throughout|without|within|between|behind|beside|beyond|beneath|against|among|across|along|around|above|below|near|off|per|via|all|both|half|most|some|many|none|regarding|concerning|despite|given|thanks|thank|sorry|hello|hi|hey|that|this|these|those|there|here|it|they|we|you|he|she|i|my|your|our|his|her|its|their|the|a|an|no|yes|yeah|nope|maybe|perhaps|still|yet|once|twice|said|told|gave|made|took|got|saw|went|came|found|thought|knew|left|kept|felt|meant|put|lost|sold|bought|sent|paid|ran|wrote|read|except|besides|inside|outside|toward|towards|amid|aboard|unlike|plus|minus|times|whether|whenever|wherever|whatever|is|isn|aren|wasn|don|doesn|didn|can|couldn|won|wouldn|shouldn|oh|ah|well|wow|hmm|ok|okay|right|same|other|another|every|each|any|being|having|got|later|never|ever|always|often|again|already|now|today|tomorrow|yesterday|tonight|such|quite|rather|neither|either|nor|dans|avec|pour|para|com|ist|sind|hat|und|mit|von|bei|dass|est|que|sur|por|con|una|per|che|non|cause|cuz|cos|dear|love|hate)(?!\\p{L}))(?![\\p{L}]{2,20}(?:ed|ing|ly|ist|tion|ness|ous|ful)(?!\\p{L}))';
const DETERMINED: readonly string[] = [
  `${NO_VERB}[\\p{L}-]{3,15} (?:the|these|this|those|all the|my|our|it|them|me|us|each|every)(?! (?:is|are|was|were|other|one|way|same|day|time|year|week|who|which|that)(?!\\p{L}))(?=\\s?(?:[.,;:!)]|\\n|$)|\\s[\\p{L}\\p{N}"\\uFFFC])`,
];
/** After a condition or a circumstance: "when the job fails, page the engineer". */
const CIRCUMSTANCE =
  '(?:if|when|whenever|before|after|once|using|based on|given|for each|for every|for|from|with|while|until|as soon as|unless|in case)';
const SENTENCE_COMMAND = sentencePhrase(
  ...DETERMINED,
  `${CIRCUMSTANCE} [^.!?\\n,]{3,100}, (?:then |please |also |just ){0,2}${NO_VERB}[\\p{L}-]{3,15} (?:the|these|this|those|that|all|my|our|it|them|me|us|each|every|a|an|only|next|last|both|up|down|out|whether)(?! (?:is|are|was|were|of)(?!\\p{L}))(?!\\p{L})`,
);
const OTHER_IMPERATIVE: readonly string[] = [
  'get rid of',
  // Portuguese as in Portugal: "explica-me".
  '(?:explica|mostra|escreve|diz|conta|sugere|recomenda|ajuda|traduz|resume|indica|lista|arranja|prepara|corrige|faz|manda|passa|lembra|ensina)-(?:me|nos|lhe|lhes|mo|ma|o|a|os|as)(?= [\\p{L}\\p{N}\\uFFFC])',
  '(?:do|redo) (?:the|this|that|it|not|a|an|all|your|so|some|me|one|another|more|these|those|both|each)(?! (?:have|need|work|you|really|mean)(?!\\p{L}))',
  '(?:bitte )?(?:überprüf|check|plan|bereit|schick|bestimm|unterstreich|markier|übertrag|ermittl|ermittel|setz|nimm|schau|probier|teil|fasse|füll|bring|pack|mal|zeichn|empfiehl|empfehl|rechn|sammel|sammle|trag|leg|richt|kopier|starte|führ|öffn|wähl|spiel|stelle|untersuch|erfind|dicht|dichte|strukturier|glieder|aktualisier|implementier|refaktorier|teste|installier|konvertier|lös|google|recherchier|ruf|halt)(?:e|ere)? (?:mir|uns|bitte|das|die|den|dem|der|ein|eine|einen|einem|alle|mal|diesen|diese|dieses|diesem|auf|in|mit|kurz|nur|mich|daraus|als|jeden|jede|jedes|mein|meine|meinen|es|an|vor|zusammen|was|wie|ob|so|dich|dir|\\uFFFC)',
  '(?![\\p{L}]{1,20}t )(?!(?:das|wer|was|es|hilf|lass|gefällt|wo|wie|ich|er|sie|wir|man|du|ihr|dass|tu|tun|von|bei|mit|nach|zu|aber|und|oder|auch|nur|nicht|können|könnten|würden|geben|haben|sind) )[\\p{L}]{3,15} (?:mir|uns) (?:bitte |mal |doch |kurz |jetzt )?(?:ein|eine|einen|das|die|den|der|alle|drei|zwei|fünf|was|wie|bei|mit)',
  '(?:mach|tu|tue|lies|sieh|geh|lauf|hör|komm) (?:mal|das|es|weiter|bitte|so|die|den|alles|daraus)',
  '(?:passe[rz]?|mets|mettez|sors|sortez|rends|rendez|prends|prenez|va|allez|regarde[rz]?|cherche[rz]?|recherche[rz]?|lis|lisez|garde[rz]?|enlève[rz]?|retire[rz]?|développe[rz]?|complète|complétez|continue[rz]?|invente[rz]?|suggère|suggérez|organise[rz]?|structure[rz]?|vulgarise[rz]?|simplifie[rz]?|raccourcis(?:sez)?|transforme[rz]?|adapte[rz]?|relis(?:ez)?|envoie|envoyez|ouvre[rz]?|lance[rz]?|exécute[rz]?|modifie[rz]?|change[rz](?=-| le| la| les| mon| ma| ce)|renomme[rz]?|agis(?:sez)?|indique[rz]?|précise[rz]?|détaille[rz]?|mentionne[rz]?|rappelle[rz]?|note[rz]|conçois|concevez|construi(?:s|sez)|établis(?:sez)?|dresse[rz]?|justifie[rz]?|rés(?:ous|olvez)|rempli(?:s|ssez)|réécri(?:s|vez)|reprends|reprenez|commence[rz]?|arrête[rz]?|laisse[rz]?|inclu(?:s|ez)|assure[rz]?|attribue[rz]?|déduis|joue[rz]?|planifie[rz]?|recommande[rz]?|conseille[rz]?)(?:-(?:moi|nous|le|la|les|y)){0,2} (?!(?:est|sont|a)(?!\\p{L}))(?=[\\p{L}\\p{N}\\uFFFC])',
  '(?:ponme|ponlo|pásame|pásalo|hazlo|dilo|léelo|lee|mira|abre|cierra|ejecuta|instala|agrégale|quita|quítale|arregla|arréglalo|corrígelo|tradúcelo|tradúceme|resúmelo|resúmeme|explícame|explícalo|escríbeme|recomiéndame|sugiéreme|aconséjame|ayuda(?=me| a )|planifica|investiga|averigua|completa|continúa|verifica|comprueba|selecciona|organiza|estructura|formatea|separa|cuenta|invéntate|inventa|redáctame|prepárame|mejórame|mándame|envíame|enséñame|dígame|explíqueme|asegúrate|llama|saca|sácame|acorta|amplía|adapta|recuerda|ten en cuenta|indica|indícame|señala|menciona|elabora|desarrolla|aplica|justifica|resuelve|suma|rellena|envía|manda|deja|empieza|termina|prueba|programa|configura|interpreta|evalúa|demuestra|rediseña|acláralo|aclárame|aclara|pregúntame|búscame|hágame|dele|proporciona|entrega|observa|confirma|determina|estima|extrae|formula)(?= [\\p{L}\\p{N}¿\\uFFFC])',
  '(?:me (?:ajuda|ajude|dá|dê|diz|diga|fala|fale|conta|conte|explica|explique|faz|faça|mostra|mostre|manda|mande|passa|passe|recomenda|recomende|sugere|sugira|lista|indica|indique|traduz|resume)|faz|escreve|corrige|arruma|arrume|monta|monte|organiza|organize|traduz|coloca|coloque|procura|procure|pesquisa|pesquise|abra|abre|leia|mantenha|complete|continue|transforme|adapte|edite|apague|renomeie|execute|rode|roda|planeje|confira|veja|olha|olhe|indica|indique|mantém|cria|põe|mostra|explica|sugere|recomenda|refere|verifica|junta|apresenta|transforma|resume|responde|prepara|calcula|compara|descreve|lista|analisa|gera|melhora|muda|usa|diz|conta|elabora|adiciona|remove|revê|reescreve|acrescenta|escolhe|identifica|imagina|propõe|enumera|justifica|resolve|corta|encurta|envia|manda|deixa|começa|testa|troca|altera|desenha|define|classifica|ordena|estima|planeia|seja|considere|utilize) (?!(?:está|é|foi|são)(?!\\p{L}))(?=[\\p{L}\\p{N}\\uFFFC])',
  '(?:scrivi|scrivimi|spiega|spiegami|spiegalo|fammi|dammi|dimmi|fai|traduci|riassumi|elenca|correggi|crea|genera|calcola|confronta|mostra|mostrami|prepara|aiutami|suggerisci|consigliami|rispondi|trova|cerca|controlla|verifica|metti|togli|aggiungi|riscrivi|descrivi|analizza|usa|apri|leggi|immagina|completa)(?= [\\p{L}\\p{N}\\uFFFC])',
  '(?:geef|maak|schrijf|vertaal|leg|vat|zet|noem|vergelijk|controleer|verbeter|herschrijf|beschrijf|bereken|help|toon|laat|zoek|gebruik|corrigeer|bedenk|stel|verwijder|voeg|beantwoord|lees|open) (?:me|mij|ons|de|het|een|dit|deze|die|drie|vijf|alle|uit|mijn|alsjeblieft|aan|eens|zien|samen|\\uFFFC)',
  '(?:帮|改|查|算|列|画|推|调用|打开|搜|查询|整理|补充|删除|添加|继续|运行|假设|回答|提取|改成|比一比|想一|想个|起个|编一|做一|做个|出一|出个|讲讲|说说|讲一|看看|看一下|简述|概括|概述|评价|评估|预测|制定|规划|判断|转换|提供|举)(?=一下|一|个|这|那|出|成|所有|以下|下面|我|上|三|两|五|\\d|\\p{Script=Han}{2})(?!果|变|革|无|是|的)',
];
const OPENING_COMMAND = openingPhrase(...IMPERATIVE, ...OTHER_IMPERATIVE);
const JAPANESE_IMPERATIVE = anyPhrase(
  '(?:て|で)(?:ください|下さい|くれ|ほしい|頂けますか)',
  '(?:せよ|しなさい|しろ|なさい)(?=[\\s。！]|$)',
  '(?:して|書いて|教えて|訳して|直して|まとめて|作って|出して|見せて|挙げて|考えて|調べて|答えて|比べて|変えて|選んで|決めて|続けて|加えて|付けて|並べて)(?=[\\s。！]|$)',
);

/** A clause opens with a command in any of the languages, or a Japanese sentence ends with one. */
function givesCommand(text: string): boolean {
  return commands(ownWords(text));
}

/** The same of the user's own words, or of one sentence of them. */
export function commands(words: string): boolean {
  return OPENING_COMMAND.test(words) || SENTENCE_COMMAND.test(words) || JAPANESE_IMPERATIVE.test(words);
}

export const IMPERATIVE_PATTERNS: readonly PromptPattern[] = [
  presence('imperative', 'a clause opens with a command', givesCommand),
];
