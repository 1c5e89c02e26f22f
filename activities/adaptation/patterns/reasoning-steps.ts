import { ownWords } from './own-words.js';
import { anyPhrase, openingPhrase } from './phrases.js';

/** Up to some characters of the same sentence. */
const REST = '[^.!?\\n。！？]{0,120}?';

const STEPS_EN =
  '(?:step[- ]by[- ]step|one step at a time|step by single step|step after step|one step after (?:another|the other)|stepwise|step wise|in (?:small|clear|numbered|separate|simple|easy|logical|single|discrete|short|individual|several|ordered|manageable|detailed|the right)?(?: \\p{L}{2,12})? ?steps)';
/** A request to whoever answers; a statement about others ("the firm improved step by step") opens otherwise. */
const ORDER_EN =
  "(?:(?:can|could|would|will) (?:you|we|i)|i(?:'d| would)? (?:want|need|like)|we need|let's|let us|how (?:to|do|can|does|would|should)|what (?:is|are)|think|reason|work|go|walk|talk|proceed|explain|solve|show|describe|guide|take|do|teach|tell|derive|answer|calculate|compute|break|analy[sz]e|prove|list|write|give|help|lead|run|develop|build|demonstrate|outline|present|plan|find|evaluate|use|create|make|provide|approach|tackle|figure|determine|convert|simplify|debug|trace|check|verify|lay|compare|instruct|follow|divide|translate|summari[sz]e|add|factor|integrate|differentiate|cook|the answer)";
const OPENING_EN: readonly string[] = [
  `${ORDER_EN}(?!\\p{L})(?!${REST}(?:(?<!\\p{L})(?:improved|climbed|was|were|grew|changed|she|he|they) ${REST}${STEPS_EN}))${REST} ${STEPS_EN}(?! (?:is|was|were|are|until|over (?:years|time|the)|ladder|marketing|walked|climbed|up the (?:hill|mountain)))`,
  `(?:an? |the )?(?:detailed |simple |clear |complete |full |short )?${STEPS_EN}(?:,|:)? ?(?:please|and|then|before|explanation|reasoning|solution|instructions|guide|how|tutorial|plan|recipe|walkthrough|breakdown)(?! (?:is|was|were|are) )`,
  `${STEPS_EN}(?=\\s?(?:[.!:)]|\\n|$))(?<!(?:climbed|improved|grew|moved|walked|went|came)[^.!?\\n]{0,60})`,
  "let's (?:think|work|reason|go|take|break|walk)(?: [\\p{L}']{1,12}){0,4}? (?:step|through|carefully|slowly|down|time|order)",
  `(?:please |first |always )?(?:show|explain|include|give|write out|write down|detail|spell out|lay out|outline|sketch|describe|list|present|provide|share|reveal|add|state|document|set out|let me see|i want to (?:see|follow|understand)|i'd like to see|i need to see|i would like to see)(?: me| us)? (?:(?:your|the|all|each|every|all the|all of the|all of your|all your|any)(?: \\p{L}{2,14})? )?(?:full |whole |complete |exact |single |individual )?(?:work|working|workings|work-through|reasoning|steps?|thinking|thought process|thoughts|calculations?|derivation|chain of thought|line of thought|train of thought|logic|intermediate (?:steps|results)|rationale)(?! (?:experience|history|permit|of the (?:court|author|judge)|schedule|week|day|hours|in a gallery|to the|on a))(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:before|first|then|and|so|for|in|as|when|that|please|too|with|to (?:get|reach|arrive)|behind|you|of (?:the|your|each|this)|leading))`,
  '(?:show|explain|tell|describe)(?: me| us)? (?:exactly )?how (?:you|to|one|we) (?:got|get|came|come|arrived?|reach(?:ed)?|derived?|solved?|did|do|know|decided?|work|worked (?:it|that|this) out|found|find|think|reason|calculated?)(?: (?:to|at|there|it|that|this|the))',
  '(?:justify|explain|number|label|show|motivate|comment on|annotate|write out|detail|describe|check|verify|list) (?:each|every|all|all the|all of the|the individual|the single|the) (?:\\p{L}{2,14} )?steps?(?! (?:of the (?:stairs|staircase|church)))',
  '(?:please )?(?:walk|talk|guide|take|lead|step) (?:me|us) through',
  "(?:please |i want you to |i'd like you to |i need you to |you should |you must |can you |could you |would you )?(?:think|reason|reflect|ponder)(?: (?:about (?:it|this|that|the \\p{L}{2,15})|it|this|that|things))? ?(?:hard|carefully|it through|this through|through|deeply|aloud|out loud|slowly|thoroughly|twice|first|before (?:you|answering|responding|replying|writing|giving|coding)|in steps|harder|longer)(?!\\p{L})",
  '(?:please |i want you to |i need you to |you should |you must |can you |could you |try to )?(?:think|reason|reflect)(?: (?!(?:that|tank|so|you|he|she|they|we|of)(?!\\p{L}))[\\p{L}]{1,14}){0,5}? (?:carefully|over|through|hard|slowly|first|before|deeply|in turn)(?!\\p{L})',
  '(?:think|reason)(?:,| and)? (?:then|before|and then) ',
  'reason (?:about|over|out) (?:each|every|the|all|this|it)',
  '(?:use|with|using|write a|give a|show (?:a|your)|apply|try) (?:an? )?(?:explicit |detailed )?chain[- ]of[- ]thought',
  '(?:break|split|divide) (?:it|this|that|everything|the [\\p{L}]{2,15}|each [\\p{L}]{2,15}|the whole [\\p{L}]{2,15})(?: [\\p{L}]{2,12}){0,3}? (?:down|into (?:\\p{L}{2,12} )?(?:steps|parts|pieces|stages))(?! (?:on me|again))',
  'take (?:your time|a deep breath|it slow|it slowly|a moment to think|a minute to think|things one|it one)(?! and relax)',
  '(?:go|proceed|move|work)(?: through [\\p{L} ]{2,30}?)?(?: \\p{L}{2,10})? (?:slowly|in order|methodically|systematically|line by line|one by one|piece by piece)',
  '(?:do|work) (?:it|this|the [\\p{L}]{2,12}) (?:by hand|slowly|piece by piece|line by line)',
];

const SHOWING_DE =
  '(?:zeige?|erkläre?|nenne?|schreibe?|begründe?|erläutere?|beschreibe?|liste|gib|führe?|stelle?|notiere?|mach|mache|zeigen sie|erklären sie)';
const OPENING_DE: readonly string[] = [
  `(?!(?:die|der|das|er|sie|es|wir|ich|firma|wie wurde|so)(?!\\p{L}))(?:[\\p{L}]{2,15})${REST}(?:schritt für schritt|schrittweise|schritt um schritt|einen schritt nach dem anderen|der reihe nach|nacheinander|in (?:einzelnen |kleinen |einfachen |klaren |nummerierten )?schritten)(?! (?:verbessert|wurde|ging|hat|besser))`,
  'schritt für schritt(?=\\s?(?:[.,:!)]|bitte|$|anleitung|erklär|vor|durch| wie))',
  'schritt-für-schritt-(?:anleitung|erklärung|lösung)',
  'schrittweise (?:vor|erklär\\p{L}*|herleit\\p{L}*|anleitung|lösung)',
  `${SHOWING_DE}(?: [\\p{L}]{1,15}){0,5}? (?:rechenweg|lösungsweg|rechenschritte?|schritte?|gedankengang|zwischenschritte?|überlegungen|herleitung|denkweg|denkschritte|gedanken|rechnung|zwischenergebnisse|begründung|vorgehen|vorgehensweise|weg)(?! (?:ins|zum|nach|zur))`,
  `(?:ich (?:will|möchte|würde gerne?|muss)) (?:[\\p{L}]{1,15} ){0,4}?(?:rechenweg|lösungsweg|schritte?|gedankengang|zwischenschritte?|überlegungen|herleitung)`,
  '(?:denke?|überlege?|überlegen sie|denken sie)(?: (?:bitte|erst|zuerst|erstmal|gut|gründlich|genau|laut|sorgfältig|in ruhe|lange|kurz|scharf|dabei|mal|darüber|vorher|zunächst)){1,3}(?: (?:nach|darüber))?',
  '(?:lass dir zeit|nimm dir zeit|gehe?(?: bitte)? (?:langsam|systematisch|methodisch|strukturiert)(?: vor)?|führe? mich (?:durch|schritt)|(?:zerlege?|teile?)(?: [\\p{L}]{1,15}){1,4} in (?:\\p{L}{2,12} )?(?:schritte|teile|teilschritte|teilaufgaben))',
];

const OPENING_FR: readonly string[] = [
  `(?!(?:la|le|il|elle|ils|on|nous|une|un|les)(?!\\p{L}))[\\p{L}'-]{2,20}${REST}(?:étape par étape|pas à pas|une étape à la fois|pas par pas|point par point|par étapes|en (?:plusieurs )?étapes)(?! (?:la ville|le projet|l.équipe) )`,
  '(?:étape par étape|pas à pas)(?=\\s?(?:[.,:!)]|$|comment|s.il))',
  "(?:montre|détaille|explique|donne|décris|écris|justifie|expose|présente|numérote|fais voir|je veux voir|je voudrais voir)(?:-moi|z|-nous)? (?:bien |moi )?(?:tout |toute |l'ensemble de )?(?:(?:ton|votre|le|ta|la|chaque|toutes les|les|tes|vos|tous les|des) )(?:[\\p{L}]{2,15} )?(?:raisonnement|étapes?|démarche|calculs?(?: intermédiaires?)?|cheminement|réflexion|logique|déduction)(?! (?:du tour|de france))",
  '(?:réfléchis|réfléchissez|raisonne|raisonnez|pense)(?: (?:bien|attentivement|à voix haute|avant de|avant|d.abord|longuement|soigneusement|posément|lentement)){1,2}',
  '(?:prends|prenez) (?:ton|votre|le) temps(?: de réfléchir)?',
  '(?:guide|guidez|accompagne)(?:-moi|-nous)? (?:pas|étape|à travers|dans|pour)',
  '(?:décompose|découpe|divise)[sz]?(?: [\\p{L}]{1,15}){1,4} en (?:plusieurs )?(?:étapes|parties)',
  'procède[rz]?(?: (?:par étapes|méthodiquement|lentement|pas à pas))',
];

const SHOWING_ES =
  '(?:muestra|muéstrame|explica|explícame|detalla|detállame|escribe|justifica|enséñame|dame|describe|indica|desarrolla|incluye|enumera|quiero ver|mostre|me mostre|explique|detalhe|escreva|justifique|descreva|dê|inclua|liste|desenvolva|apresente|quero ver|mostra|explica-me)';
const OPENING_ES: readonly string[] = [
  `(?!(?:el|la|los|las|un|una|o|a|os|as|ella|ele|ela|se)(?!\\p{L}))[\\p{L}-]{2,20}${REST}(?:paso (?:a|por) paso|passo (?:a|por) passo|por pasos|por passos|en pasos|em passos|por etapas|em etapas|un paso a la vez|um passo de cada vez)(?! (?:de cebra|la ciudad))`,
  '(?:paso a paso|passo a passo|paso por paso)(?=\\s?(?:[.,:!)]|$|cómo|como|por favor))',
  `${SHOWING_ES}(?:-me)? (?:bien |mejor )?(?:(?:tu|su|el|los|cada|todos los|todo el|las|tus|seu|teu|o|os|todos os|todo o|as|toda a|toda la) )?(?:[\\p{L}]{2,14} )?(?:razonamiento|pasos?|proceso|cálculos?|desarrollo|procedimiento|raciocínio|passos?|etapas?|processo|desenvolvimento|pensamento|pensamiento|lógica|contas)(?! (?:de baile|del tiempo|de cebra|de forró|de dança|judicial))`,
  '(?:piensa|razona|pense|raciocine|reflexiona|reflita|analiza)(?: (?:bien|con cuidado|en voz alta|detenidamente|antes de|primero|bem|com cuidado|em voz alta|com calma|antes|primeiro|despacio|devagar|a fondo|con calma|muito bem|muy bien)){1,2}',
  '(?:tómate|tómese|toma|toma-te|leve|tire|use) (?:tu|su|el|o seu|o) tiempo|(?:tómate|tómese) (?:tu|su|el) tiempo|leve o tempo que',
  '(?:guíame|guíeme|me guie|guie-me|oriéntame|acompáñame|llévame|me conduza|conduza-me)(?: [\\p{L}]{1,12}){0,4}',
  '(?:divide|descompón|desglosa|separa|quebre|divida|decomponha)(?: [\\p{L}]{1,15}){1,4} (?:en|em) (?:[\\p{L}]{2,12} )?(?:pasos|partes|etapas|passos)',
  '(?:ve|vaya|vá|avanza|avance)(?: [\\p{L}]{1,10})? (?:despacio|por partes|con calma|com calma|devagar|por orden|en orden)',
];

const UNSPACED: readonly string[] = [
  '(?:一步一步|一步步|逐步|分步骤|分步|循序渐进地|逐行|一步接一步|按步骤|按照步骤|分阶段)(?!走向|推进|恢复|成为|增加|提高|下降|减少|形成|完善|实现|扩大|取消|发展|改善|好转)',
  '(?:(?:每|各)(?:一)?(?:个)?步骤?|一步)(?:都|也)?(?:要|得|请|给我)?(?:详细|清楚|具体)?(?:讲|写|说|解释|列|展示|说明|标|给出|算)|步骤(?:要|写|都|请|讲)?(?:详细|清楚|完整|写|讲|列|说|具体)|(?:带|附|手把手|领)(?:着)?(?:我|上)?(?:一步|做|教|走|完整|详细)?\\p{Script=Han}{0,4}(?:步骤|一遍|过程)|手把手|(?:不要|别)跳(?:过)?(?:任何)?步|先\\p{Script=Han}{1,10}(?:再|然后|最后)(?:给出?|回答|得出|下)(?:最终)?(?:答案|结论|结果)?|过程(?:要|写|也|都|请)(?:详细|清楚|完整|写)',
  '(?:写出|展示|说明|给出|列出|详细写|写下|解释|告诉我|讲解|附上)\\p{Script=Han}{0,6}(?:推理过程|解题过程|思考过程|步骤|推导过程|推导|计算过程|思路|过程)(?!是什么意思)',
  '把\\p{Script=Han}{0,6}(?:过程|步骤|思路|推理)\\p{Script=Han}{0,3}(?:写|列|说|展示|讲)',
  '(?:仔细|认真|好好|深入|慢慢|先)(?:地)?(?:思考|想|想想|想一想|推理|分析)(?:一下|清楚)?(?:[，,]?\\s?(?:再|然后|之后|后))?(?=再|然后|后|[，,。！\\s]|$|这|问题|回答|每)',
  '(?:深思熟虑后|想清楚再|别急|不要急着回答|三思)',
  '(?:1つずつ|１つずつ|ひとつずつ|一つずつ(?=示|見せ|書|解説|進|やり|お願い|確か)|一つ一つ|1ステップ|一段階|一行ずつ|1行ずつ)[\\p{L}]{0,10}|(?:考え方|道筋|考えた流れ|導き方|途中の考え)(?:も|を)[\\p{L}]{0,8}(?:示|書|説明|教|見せ)|(?:各|それぞれの)(?:ステップ|段階|手順)(?:を|も|ごと|で)|(?:手順|ステップ|過程|途中(?:式|経過)?|導出|思考|考え方)(?:を|も)(?:省略せず|省かず|飛ばさず|すべて|全部|詳しく|丁寧|細かく|ちゃんと|必ず)|(?:答え|結論|回答)(?:を|の)(?:出す|言う|書く)?前に',
  '(?:ステップバイステップ|ステップ・バイ・ステップ|一歩ずつ(?:説明|考え|教え|解い|進め|丁寧)|一つずつ(?:説明|考え|教え|解い|確認)|段階的に(?:考え|説明|解い|教え|進め|示し)|段階を(?:追|踏)|順を追って|順番に(?:説明|教え|考え|解い|書い)|途中(?:式|の計算|経過|の過程)|考え方も(?:示|書|教)|手順を(?:追って|示|教え|書|説明|詳し)|手順ごと|じっくり考え|よく考え(?:て|た)|落ち着いて考え|ステップごと|ステップに分け|思考(?:過程|の過程|プロセス)|推論(?:過程|の過程)を?|解き方を(?:説明|示|書|順)|理由も(?:順|書)|根拠を(?:示し|順)|計算過程|過程(?:を|も)?(?:示|書|説明|見せ|教|含))',
];

const STEPS_AT_OPENING = openingPhrase(...OPENING_EN, ...OPENING_DE, ...OPENING_FR, ...OPENING_ES);
const STEPS_ANYWHERE = anyPhrase(
  '(?:can|could|would|will) (?:you|u) (?:please |also )?(?:show|explain|tell)(?: me| us)? (?:exactly )?how (?:you|u|one) (?:got|get|came|come|arrived?|reach(?:ed)?|derived?|solved?|did|calculated?|found|worked)(?!\\p{L})',
  '(?:all|each|every) (?:of )?(?:the |single |your )*steps?(?=\\s?(?:[.!]|$|please))(?<!(?:followed|follow|tried|did|done|take|took|know|on|of|at|at every|after|in) (?:all|each|every) (?:of )?(?:the |single |your )*steps?)',
  '(?<!(?:he|she|they|who|will|to) )(?:walk|talk|guide|lead|coach|take|step|run) (?:me|us|her|him|them|my \\p{L}{2,12}) (?:through|thru)(?! (?:the (?:house|city|park|museum|town|forest)|town))',
  "(?:i|we)(?:'d| would)? (?:need|want|wanna|like|have|love) to (?:see|follow|understand|know|be shown) (?:[\\p{L}'-]{1,14} ){0,4}?(?:steps?|working|workings|reasoning|derivation|calculations?|thought process)(?!\\p{L})|(?:i|we) (?:need|want) (?:each|every|all|all the|the full|the|your|full|intermediate|complete)(?: [\\p{L}-]{2,14}){0,2}? (?:steps?|working|workings|reasoning|derivation|calculations)(?=\\s?(?:[.,;:!?)]|$|shown|explained|written|spelled|listed|too|and|so|not|please))",
  '(?:with|including|include|plus|and) (?:all |every |each |the |your |full |detailed |complete |clear )*(?:intermediate |individual |single )?(?:steps|working|workings|workings out|reasoning|calculations|derivation|explanation of (?:each|every) step)(?=\\s?(?:[.,;:!?)]|$|please|pls|shown|included|explained|written))',
  "(?:don't|do not|dont|never|without) (?:skip|skipping|leave out|miss|jump over|leaving out) (?:a |any |over |a single |out )*(?:\\p{L}{3,12} )?steps?|(?:every|each|all(?: the)?)(?: single| intermediate)? steps? (?:shown|explained|spelled out|written|justified|must be|should be|needs to be|in detail|in order)",
  '(?:one (?:step|point|part|thing|line|question|item|stage) (?:at a time|after (?:the other|another))|step by step|in (?:small|little|tiny|baby|numbered|logical|clear|manageable|bite-?sized) (?:\\p{L}{3,12} )?steps)(?=\\s?(?:[.,;:!?)]|$|please|pls))(?<!(?:climbed|improved|grew|moved|walked|went|came|was|were|got|recover(?:ed|ing))[^.!?\\n]{0,60})',
  '(?:before|prior to) (?:answering|you answer|responding|giving (?:me )?(?:the|your|a|an) (?:final )?(?:answer|result|conclusion|verdict|number|solution)),? (?:first )?(?:think|reason|work|lay|go|list|write|consider|reflect|check|analy[sz]e)',
  '(?:mit|samt|inklusive|inkl\\.?|einschließlich|zeig auch|plus) (?:(?:dem|der|den|allen|vollständige[mnr]|ausführliche[mnr]|komplette[mnr]|genaue[mnr]|jede[mnr]|einzelnen) ){0,2}(?:rechenweg|lösungsweg|rechenschritte[n]?|zwischenschritte[n]?|herleitung|begründung jedes|zwischenergebnisse[n]?|gedankengang|einzelschritte[n]?|schritten)',
  '(?:jede[nr]?|alle|sämtliche|die einzelnen|einzelne) (?:[\\p{L}]{3,14} )?(?:schritte?|zwischenschritte?|rechenschritte?|zwischenergebnisse?|umformung(?:en)?) (?:[\\p{L}]{2,14} ){0,4}?(?:zeigen|zeigst|erklären|erklärst|begründen|begründest|aufschreiben|aufschreibst|hinschreiben|angeben|nennen|erläutern|sehen|nachvollziehen|auflisten|dokumentieren|einzeln|mit)|(?:zeigst|erklärst|schreibst|legst|gehst|führst|begründest) (?:du )?(?:mir |mich |uns )?(?:[\\p{L}]{1,14} ){0,3}?(?:rechenweg|lösungsweg|schritte?|zwischenschritte?|gedankengang|durch)|schritt für schritt(?=\\s?(?:[.,:!?)]|$|bitte|erklär|zeig|durch|vor|an|auf))(?<!(?:wurde|ging|hat|war|besser)[^.!?\\n]{0,60})|eins nach dem anderen|überspring(?:e|en sie)? (?:keinen|keine|dabei keinen)|keinen schritt (?:auslassen|überspringen)|punkt für punkt|zeile für zeile|führ(?:e|en sie)? mich (?:durch|da durch)',
  "(?:avec|en (?:montrant|détaillant|expliquant|justifiant|donnant|écrivant)|y compris|sans sauter) (?:bien )?(?:(?:le|la|les|ton|ta|tes|toutes les|tous les|chaque|l'ensemble des|d'|aucune) ?){0,2}(?:détail des |détail du )?(?:étapes?|calculs?|raisonnement|démarche|développement)|(?:détaille|montre|explique|décri[st]|justifie|donne|écri[st])[rz]?(?:-moi|-nous)? (?:bien |moi )?(?:chacune des |chaque|toutes les|tous les|les (?:différentes )?)[ ]?(?:étapes?|calculs?|lignes?)|(?:étape par étape|pas à pas|une étape à la fois|l'une après l'autre)(?=\\s?(?:[.,:!?)]|$|s'il|stp|svp))",
  '(?:con|com|incluyendo|incluindo|mostrando|explicando|detallando|detalhando|justificando|indicando|sin saltarte|sem saltar|sem pular|no te saltes|não pules?|não saltes) (?:(?:el|la|los|las|tu|tus|cada|todos|todas|todo|os|as|o|a|seu|teu|ningún|nenhum) ){0,2}(?:[\\p{L}]{3,12} )?(?:pasos?|passos?|razonamiento|raciocínio|cálculos|procedimiento|procedimento|desarrollo|desenvolvimento|etapas?)(?! (?:de baile|de dança|judicial))',
  '(?:muestra|muéstrame|mostra|mostre|mostra-me|me mostra|explica|explique|explícame|detalla|detalha|detalhe|escribe|escreve|escreva|justifica|enseña|indica|quiero ver|quero ver|necesito ver|preciso de ver|preciso ver|dame|dá-me|desglosa|desarrolla) (?:(?:el|la|los|las|tu|tus|cada|todos|todas|todo|os|as|o|a|seu|teu|cada uno de|cada um) ){0,3}(?:[\\p{L}]{3,12} )?(?:pasos?|passos?|razonamiento|raciocínio|cálculos|contas|procedimiento|procedimento|etapas?)(?! (?:de baile|de dança|judicial|de cebra))',
  '(?:paso a paso|passo a passo|paso por paso|un paso a la vez|um passo de cada vez|línea por línea|linha por linha|punto por punto|ponto por ponto)(?=\\s?(?:[.,:!?)]|$|por favor|cómo|como|para))(?<!(?:mejoró|creció|fue|iba|melhorou|cresceu|foi)[^.!?\\n]{0,60})',
  '(?:passo (?:dopo|per) passo|passo passo|stap voor stap|stapsgewijs|spiega(?:mi)? (?:ogni|tutti i|il) (?:passagg\\p{L}{1,2}|ragionamento|procedimento)|(?:mostra|mostrami|scrivi|con|tutti) (?:i|tutti i|il) passaggi|leg (?:elke|iedere) stap uit|laat (?:alle|de|elke) (?:tussen)?stap(?:pen)?)',
  '(?:and|then|please|but) (?:think|reason) (?:aloud|out loud|carefully|first|it through|hard|step|slowly|before)',
  '(?:go|work|walk|move|proceed|take)(?: [\\p{L}]{1,12}){0,6}? (?:line by line|item by item|part by part|point by point|clause by clause|section by section|piece by piece|row by row|bit by bit|paragraph by paragraph)',
  '(?:show|write|give|list|include|keep|print|note|display|state|add)(?: [\\p{L}]{1,10}){0,4}? (?:intermediate|interim) (?:steps|results|calculations|values|stages)',
  '(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|je veux que tu|tu peux) (?:me |nous )?(?:bien )?(?:détailler|montrer|expliquer|donner|justifier|écrire|décrire) (?:ton|ta|les|chaque|toutes les|tous les|votre|tes) (?:étapes?|raisonnement|démarche|calculs?)',
  '(?:puedes|podrías|pode|poderia|você pode|podes) (?:me )?(?:mostrar|explicar|detallar|detalhar|escribir|escrever|justificar|dar)(?:me|-me)? (?:tu|los|cada|todos los|seu|os|todos os|o teu|el) (?:pasos?|razonamiento|passos?|raciocínio|cálculos?|etapas?|procedimiento|procedimento)',
  '(?:zeige?|erkläre?|sag|sage|beschreibe?)(?: mir| uns)?,? wie (?:du|man) (?:auf|zu|zum|zur|das|darauf|dahin|dorthin|hierauf)(?: [\\p{L}]{2,15}){0,3}? (?:kommst|gekommen|gelangst|kommt|berechnest|gelöst|gerechnet|löst)',
  '(?:montre|explique|dis)(?:-moi)? comment (?:tu|vous) (?:arrives?|arrivez|es arrivée?|as trouvé|trouves|calcules|procèdes)',
  '(?:explica|muestra|explícame|muéstrame|dime|explique|mostre|me diga|me explique) (?:cómo|como) (?:llegaste|llegas|has llegado|lo calculaste|chegou|você chegou|calculou)',
  '(?:kannst|könntest|würdest) du(?: [\\p{L}]{1,12}){0,4}? (?:rechenweg|lösungsweg|zwischenschritte?|gedankengang|herleitung|einzelnen schritte|alle schritte)',
  '(?:and|but|then|also) (?:show|justify|explain|number|label|detail|write out|list|give|include|describe|check) (?:me )?(?:your|the|all|each|every|all the)(?: [\\p{L}]{2,14})? ?(?:steps?|work|working|reasoning|calculations?|derivation|thinking|logic|thought process)(?! (?:experience|history))',
  '(?:und|dann) (?:zeige?|begründe?|erkläre?|nenne?|schreibe?)(?: [\\p{L}]{1,12}){0,3}? (?:rechenweg|lösungsweg|schritte?|zwischenschritte?|gedankengang|überlegungen|herleitung|vorgehen)',
  '(?:et|puis) (?:montre|détaille|justifie|explique)(?:-moi)? (?:chaque|toutes les|les|ton|ta|tes) (?:étapes?|raisonnement|démarche|calculs?)',
  '(?:y|e) (?:muestra|muéstrame|justifica|explica|detalla|mostre|justifique|explique|detalhe) (?:cada|todos los|los|tu|todos os|os|o|seu) (?:pasos?|razonamiento|passos?|raciocínio|etapas?|cálculos?)',
  ...UNSPACED,
);

/** Whether a prompt asks the model to think first, to go step by step, or to show how it came to its answer. */
export function asksForSteps(text: string): boolean {
  const own = ownWords(text);
  return STEPS_AT_OPENING.test(own) || STEPS_ANYWHERE.test(own);
}
