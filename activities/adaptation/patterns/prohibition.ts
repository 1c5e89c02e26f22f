import { ownWords } from './own-words.js';
import { anyPhrase, openingPhrase } from './phrases.js';

/** Verbs that tell of a state: "I don't know", "don't you think" forbid nothing. */
const STATE_EN =
  '(?!(?:you|we|i|they|know|understand|think|get (?!into|too|lost)|see|have|worry|mind|remember|seen|heard|been|had|believe|care|like|need|feel|recall|agree|it|these|those|people|all|most|any)(?!\\p{L}))';
/** Nouns that "no" leaves out of an answer stand alone; these tell of a lack: "no sound on my laptop". */
const LACK_EN =
  '(?!(?:idea|problem|way|one|luck|matter|doubt|longer|sense|thanks|worries|wonder|sound|signal|internet|power|response|access|such|clue|need for|rush|offen[cs]e|time|money|experience|answer|results?|reply|pain|fever|symptoms?|evidence|difference|reason|sooner|less|that|this|i|you|it|the|not|worry|hot|water)(?!\\p{L}))';
const CLAUSE_END = '(?=\\s?(?:[.,;:!)]|\\n|$))';
const NO_THING_EN = `(?:zero |absolutely )?no (?:more )?${LACK_EN}(?:[\\p{L}-]{2,20})(?: (?!(?:is|are|was|on|works?|how|what)(?!\\p{L}))[\\p{L}-]{2,20}){0,3}?`;
/** After other words any noun, at the very beginning only a plural or a please: "No country for old men" is a title. */
const NO_THINGS_EN = openingPhrase(
  `(?<=[,.;:!?(\\n]\\s{0,3}(?:and |but |please )?)${NO_THING_EN} ?${CLAUSE_END}`,
  `(?:please )?${NO_THING_EN} ?(?:please|pls)`,
  `no (?:more )?${LACK_EN}(?:[\\p{L}-]{2,20} ){0,2}?(?:[\\p{L}-]{3,20}s|[\\p{L}-]{2,20}(?:ing|ion|ment)|jargon|markdown|prose|html|code|slang|intro|preamble|fluff|fat|text|small talk|sugar|humou?r) ?${CLAUSE_END}`,
);
/** Words of Spanish, Portuguese and Italian, whose "no" is a "not". */
const ROMANCE =
  /(?<!\p{L})(?:el|los|las|que|qué|mi|mis|una|un|por|para|con|del|al|lo|muy|esto|eso|ya|es|está|se|me|meu|minha|os|em|da|mas|pero|y|su|sus|al|non|il|di|della|sé|funciona|entiendo)(?!\p{L})/iu;
/** What an order may begin with; after it "without …" limits the answer. */
const ORDER_EN =
  '(?:write|rewrite|explain|describe|summari[sz]e|answer|reply|respond|translate|give|list|solve|do|make|create|draft|fix|show|tell|generate|implement|use|return|correct|edit|define|compare|suggest|name|provide|convert|refactor|continue|compose|sort|build|paraphrase|rephrase|print|review|improve|shorten|teach|prove|count|keep|put|say|plan|code|help|proofread)';
const WORDS =
  "(?: (?!(?:about|how|why|world|life|living|people|man|woman|person|child|country|house|room|day|year|someone|somebody|who|that|which|go|going|live|survive)(?!\\p{L}))[\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,10}?";
const RULED_EN =
  "(?:(?:the|your|each|every|all|any|its|this|these|my) (?:[\\p{L}-]{2,20} ){1,2}?|it |this |that |they |you |there |sentences |names |answers )(?:should|must|may|shall|can|ought to|needs?|has|have)(?:n['’]t| not| never)(?: to)? (?:be(?! (?:too hard|so hard|hard|difficult|surpris|afraid|true|right|real|legal|parked))|contain|include|mention|use|have|exceed|start|end|repeat|sound|appear|refer|rely|rhyme|say|give|write|add|show|reveal|name|ask|change|touch|answer|begin|invent|assume|explain|exist|feel|look like|list|go over|go beyond|copy|quote|translate|edit|speak)";
const OPENING_EN: readonly string[] = [
  `(?:do not|don't|dont|do n't|never|you must not|you should not|you shouldn't|you mustn't|you may not|you cannot|you can't|try not to|be careful not to|(?:make|be) sure (?:not to|you don't|you do not|to not)|make sure (?:it|the [\\p{L}]{1,20}) (?:does not|doesn't|do not|don't)|remember not to|i ask you not to|i'd rather you didn't|i would prefer you not to|not to) (?:ever |even |just |you )?${STATE_EN}(?!mind|(?:disturb|enter|resuscitate) (?:sign|order|list|tag|flag))[\\p{L}]+`,
  'avoid (?!(?:dance|ance|at all costs))[\\p{L}]{1,40}',
  '(?:leave out|leave off|leave away|skip|omit|drop|refrain from|stay away from|steer clear of|exclude|ditch|cut out|spare me|hold back|forget (?:about )?the)(?! (?:year|class|school|in|tank|method))(?: the| any| all)? ?(?!(?:year|class|school)(?!\\p{L}))[\\p{L}]{1,40}',
  'leave (?:the |all |any |my |every )?(?:[\\p{L}-]{1,20} ){1,5}?(?:out|alone|as (?:it is|they are|is)|unchanged|untouched)',
  `(?:please )?stop (?!smoking|drinking|motion|words?|signs?|sign|watch)(?:[\\p{L}]{2,20}ing|using|with the)`,
  'without (?:using|any|adding|changing|mentioning|explanations?|giving|repeating|including|markdown|jargon|spoilers|code|comments|a single|the word)',
  '(?:nothing (?:else|about|fancy|too|with|but|more than|over)|none of (?:that|the|your)|anything but)(?! (?:happens|works|new|wrong))',
  '(?:not|but not|and not|just not|only not) (?:in|as|with|about|like|longer|more than|a|too|the) (?:[\\p{L}\\p{N}-]{1,20} ?){1,4}(?=\\s?(?:[.,!]|please|$))',
  RULED_EN,
  '(?:it|they|the [\\p{L}-]{2,20}) (?:can.?t|cannot) (?:be (?:longer|more|over|in|too)|contain|include|exceed|mention|repeat|go over)(?!\\p{L})',
  '(?:there(?:.s| is) )?no need (?:to|for)|you (?:do not|don.t|dont) (?:have|need) to (?!(?:be|worry|know|have)(?!\\p{L}))[\\p{L}]{2,20}',
  `without (?!(?:me|him|her|them|you|music|love|water|doubt|further)(?!\\p{L}))[\\p{L}-]{3,20}(?: [\\p{L}-]{2,20}){0,3}?(?= ?(?:[.;!)\\n]|$|please|pls|if possible))`,
  "i (?:do not|don't|really don't|dont) (?:want|need) (?:any|you to|to see|to read|a |an |your|explanations?|code|emojis?|it to|it in|the|[\\p{L}-]{3,20}s (?:in|here|please|from))(?! (?:lose|be rude|job))(?![^.!?\\n]{0,80}(?:what|how|should i|can i|\\?))",
];
const ANYWHERE_EN: readonly string[] = [
  `(?:but|and|please|also|just|so|then) (?:do not|don't|never) ${STATE_EN}[\\p{L}]{1,40}`,
  `(?:but|and|with|using|contains?|include|includes|has|have|be|use|add|uses) (?:absolutely )?no ${LACK_EN}(?:other|extra|additional|more than|[\\p{L}-]{3,20})(?<!(?:i|we|he|she|they|there|it) (?:has|have) no \\p{L}{1,20})(?=(?: [\\p{L}-]{1,20}){0,3}\\s?(?:[.,;!)]|please|$))`,
  '(?:but|and) nothing else',
  '(?:^|[.!?,;:\\n] ?|(?<!\\p{L})(?:and|but) )(?:ignore|ignoring|excluding|leaving out|omitting|skipping) (?!(?:it|me|him|her)(?!\\p{L}))[\\p{L}]{2,20}',
  'under no circumstances|on no account|in no case',
  '(?:and|but|so|please|then|just|also|maybe) (?:leave (?:[\\p{L}\\uFFFC-]{1,20} ){1,5}?(?:out|off|alone|unchanged|untouched)|leave out|skip|omit|exclude|avoid|refrain from|stay away from|steer clear of|keep (?:[\\p{L}-]{2,20} ){1,4}?out of)(?!\\p{L})',
  '(?:keep (?:[\\p{L}-]{2,20} ){1,4}?(?:out of|free (?:of|from)))',
  '(?:is|are) (?:strictly |absolutely )?(?:forbidden|off[- ]limits|banned|taboo|not allowed|not permitted|prohibited|unwanted|not wanted|a no-go)(?=\\s?(?:[.,;!)]|$))',
  `(?:^|[.!?:\\n] ?)(?:please |now |then |can you |could you |ok |okay )*${ORDER_EN}${WORDS},? (?:but )?without (?!(?:me|him|her|them|you|a doubt|fail|question)(?!\\p{L}))[\\p{L}]{1,40}`,
  `(?:^|[.!?:\\n] ?)(?:please |now |then |can you |could you |ok |okay )*${ORDER_EN} [^.!?\\n]{1,120} without (?:using|mentioning|adding|repeating|giving|including|naming|changing|touching|any|the word|jargon|spoilers?|revealing|quoting|saying)(?!\\p{L})`,
  `(?:but|,) without (?!(?:me|him|her|success|luck|doubt|which|it)(?!\\p{L}))[\\p{L}]{2,40}(?=(?: [\\p{L}-]{1,20}){0,4}\\s?(?:[.!)]|please|$))`,
  `(?:^|[.!?:\\n] ?)(?:please |now |then )*${ORDER_EN}[^.!?\\n]{1,80}(?:,|but|and)(?: but| and)? (?:not|never) (?!(?:only|just|least|sure|bad|quite|necessarily)(?!\\p{L}))[\\p{L}]{1,40}`,
];

const PLACED_DE = '(?:^|[.!?,:\\n] ?)(?:bitte |und |aber |dann |jetzt )*';
const NO_DE = '(?:nichts?|kein|keine|keinen|keinerlei|keinem|keiner|niemals|nie|nirgends)';
const NOUN_DE = '(?:[\\p{L}-]{3,30})';
const OPENING_DE: readonly string[] = [
  `(?!ich|wir|er|sie|es|das|der|die|man|mein|meine|ein|eine|du|warum|was|wie|wo|kann|leider|hier|und ich|ist|hat|habe|geht|funktioniert|wieso|weshalb|wenn|weil|dass|da|gibt|brauche|will|es gibt)(?:[\\p{L}]{2,15}(?:e|[bdfgklmnprstz])|[\\p{L}]{3,15}en sie)(?: (?!ich|wir|er|man|mein|meine)[\\p{L}\\uFFFC-]{1,20}){0,7}? ${NO_DE}(?! (?:mehr weiter|ich|verstanden))(?<!(?:wlan|drucker|rechner|handy|auto|programm|app|seite) \\p{L}{2,15} nicht)(?=(?: [\\p{L}-]{1,25}){0,5}\\s?(?:[.,;!]|$))`,
  `(?:${NO_DE} (?:[\\p{L}-]+ ){0,4}?(?:verwenden|nennen|ändern|erklären|schreiben|übersetzen|erwähnen|löschen|wiederholen|benutzen|nutzen|anfassen|hinzufügen|ausgeben|erfinden|kürzen|zitieren|raten|einbauen|machen|geben))`,
  `(?:kein|keine|keinen|keinerlei) (?!(?:ahnung|problem|netz|strom|ton|internet|empfang|zeit|geld|lust|wunder|frage|angst|bild|signal|termin|wasser|verbindung|zugriff|antwort|plan|sorge|idee)(?!\\p{L}))${NOUN_DE}(?: (?:und|oder|in|im|am|mit) [\\p{L}-]{2,20}| [\\p{L}-]{3,25})?(?=\\s?(?:bitte|[.,;!]|$))`,
  'nichts (?:weiter|anderes|außer|über|ändern|hinzufügen|dazu)',
  '(?:nicht|aber nicht|und nicht) (?:mehr als|länger als|auf|in|als|zu) [\\p{L}\\p{N} -]{1,30}(?=\\s?(?:[.,!]|bitte|$))',
  '(?:vermeide|vermeiden sie|verzichte|verzichten sie|unterlasse?|lass(?:e|en sie)? (?:bitte )?(?:die|das|den|alle|jede|jegliche)|spar dir|erspar mir)(?!t)',
  '(?:das wort|der text|die antwort|der titel|es|du|sie|das ergebnis|der code|die lösung|die namen?|der name|das gedicht|die e-mail|jeder satz|die liste|das|er|dein text|deine antwort|der brief|die geschichte|ihr)(?: [\\p{L}-]{1,20})? (?:darfst|darf|dürfen|sollst|soll|sollen|sollte|sollten|solltest|muss) (?:[\\p{L}-]{1,20} ){0,5}?(?:nicht|kein|keine|keinen|keinem|keinerlei|nie|niemals|nichts)',
];
const ANYWHERE_DE: readonly string[] = [
  `(?:aber|und|,|bitte|nur|jedoch) (?:bitte )?(?:nicht|kein|keine|keinen|ohne|nichts) (?!(?:ich|sie|er|es|mehr weiter|wissen|sicher|ob|wie|so|nur|klar|funktioniert|weiß|zu wissen|netz)(?!\\p{L}))[\\p{L}-]{2,30}(?=(?: [\\p{L}-]{1,25}){0,4}\\s?(?:[.;!)]|$))(?<!(?:ich|warum|leider|weiß|wir) [^.!?\\n]{0,60})`,
  `${PLACED_DE}(?:schreibe?|erkläre?|fasse?|nenne?|gib|mach|mache|übersetze?|antworte|löse?|erstelle?|zeige?|beschreibe?|korrigiere?|liste|formuliere?|kürze?|erzähle?|sortiere?|programmiere?|verfasse?|sag|sage|berechne?|verbessere?|verbessern sie|schreiben sie|erklären sie|fassen sie)(?: (?!(?:über|leben|welt|mann|frau|tag)(?!\\p{L}))[\\p{L}\\uFFFC-]{1,25}){0,9}?,? (?:aber )?ohne (?!zu wissen)[\\p{L}]{1,30}`,
  '(?:lass|lasse|lasst|lassen sie)(?: [\\p{L}\\uFFFC-]{1,25}){1,6}? (?:weg|aus|raus|heraus|beiseite|unverändert|unangetastet|in ruhe)(?=\\s?(?:[.,;!)]|$|und|bitte))',
  '(?:aber|jedoch|nur)(?: bitte)? nicht(?=\\s?(?:[.!]|$))(?<!(?:ich|warum|leider|weiß|wir|kann|geht)(?!\\p{L})[^.!?\\n]{0,60})|auf keinen fall|unter keinen umständen|keinesfalls|(?:du|sie|ihr) (?:brauchst|brauchen|braucht|musst|müssen)(?: [\\p{L}\\uFFFC-]{1,25}){0,6}? (?:nicht|kein|keine|keinen|nichts)(?!\\p{L})',
  '(?:ist|sind) (?:verboten|tabu|nicht (?:erlaubt|erwünscht|nötig|notwendig)|unerwünscht)(?=\\s?(?:[.,;!)]|$))',
  'ohne (?:einleitung|erklärungen?|kommentare|fachbegriffe|fachwörter|emojis|floskeln|markdown|weitere|externe|spoiler|fremdwörter)',
];

const OPENING_FR: readonly string[] = [
  "(?:et |mais |surtout |s'il te plaît |svp )?n'(?!(?:est|ai|a|as|avons|avez|ont|était|y a|aime|arrive|allume|existe|entends|importe|hésite)(?!\\p{L}))[\\p{L}]+(?:-[\\p{L}]+)?(?: [\\p{L}]{1,15}){0,2}? ?(?:pas|jamais|aucune?|plus|rien|que)(?! à me)",
  "(?:et |mais |surtout |s'il te plaît |svp )?ne (?!(?:sais|comprends|peux|suis|vois|veux|fonctionne|marche|trouve|connais|pense|crois|peut|sont|pouvez|se|me (?:sens|souviens)|m'|veut|sait|va|vais|répond|démarre|s'|vivent|quittez)(?!\\p{L}))[\\p{L}']+(?:-[\\p{L}]+)? ?(?:[\\p{L}]{1,15} ){0,2}?(?:pas|jamais|rien|aucune?|plus)",
  '(?:évite|évitez|éviter|supprime toute?|laisse tomber|oublie les|arrête de|arrêtez de|garde-toi de|abstiens-toi de|abstenez-vous de)(?!-) [\\p{L}]{1,20}',
  "(?:surtout )?(?:pas|plus|point) (?:de|d'|en|trop|plus de) ?(?!(?:problème|souci|chance|réseau|son|quoi|doute|bol|réponse|temps|internet|connexion)(?!\\p{L}))[\\p{L}]{2,25}(?: [\\p{L}-]{1,20}){0,3}(?=\\s?(?:[.,;!]|s.il|svp|stp|$))",
  "(?:rien (?:de|d'autre|sur|en)|aucune? (?!idée|problème|souci|chance|réponse|doute)[\\p{L}]{3,25}(?: [\\p{L}-]{1,20}){0,2}(?=\\s?(?:[.,;!]|s.il|svp|$)))",
  "(?:tu|vous|il|elle|on|la|le|les|ta|ton|votre|l'|chaque|cela|ça) ?(?:[\\p{L}'’-]{1,20} ){0,3}?(?:ne|n') ?(?:dois|doit|doivent|devez|devrait|devra|faut|peux pas utiliser|pouvez pas utiliser) (?:pas|jamais|rien|aucune?|plus)",
  "(?:je ne veux|je ne souhaite) (?:pas|aucune?|plus)(?: de| d'| que tu| que vous|,)? ?[\\p{L}]{2,20}",
];
const ANYWHERE_FR: readonly string[] = [
  "(?:mais|et|,) (?:surtout )?(?:pas|sans|rien) (?!(?:que je|moi|doute|succès|très|encore|toujours|assez|mal|le savoir)(?!\\p{L}))[\\p{L}]{2,25}(?=(?: [\\p{L}'’-]{1,20}){0,4}\\s?(?:[.;!)]|s.il|svp|$))(?<!(?:je|mon|ma|il|pourquoi) [^.!?\\n]{0,60})",
  "(?:^|[.!?:\\n] ?)(?:écri(?:s|vez)|expliquez?|résumez?|tradui(?:s|sez)|donnez?|réponde?[sz]|corrigez?|listez?|décri(?:s|vez)|rédigez?|présentez?|faites|fais|racontez?|reformulez?|proposez?|crée[z]?|améliorez?|raccourcis|complète|utilise|montre|calcule|résous|dis)(?:-[\\p{L}-]{1,6})?(?: (?!(?:sur|vie|vivre|monde|jour|homme|femme)(?!\\p{L}))[\\p{L}\\uFFFC'’-]{1,25}){0,9}?,? (?:mais )?sans [\\p{L}']{1,30}",
  "en aucun cas|sous aucun prétexte|(?:pas besoin|inutile|pas la peine|pas nécessaire) (?:de |d')[\\p{L}]{2,20}|(?:est|sont) (?:interdit|proscrit|banni)e?s?(?=\\s?(?:[.,;!)]|$))|(?:et|mais|donc|puis) (?:évite|évitez|laisse de côté|oublie|exclus|omets)(?!\\p{L})|laisse[rz]?(?: [\\p{L}'’-]{1,20}){1,5}? de côté",
  'sans (?:jargon|introduction|explications?|commentaires?|emojis?|utiliser|ajouter|changer|mentionner|modifier|répéter)',
];

const VERB_ES =
  '(?!(?:idea|more|one|sé|se|entiendo|comprendo|puedo|puede|pude|funciona|tengo|hay|arranca|abre|recuerdo|quiero|me (?:gusta|deja|acuerdo|sale)|es|está|son|consigo|sei|entendo|posso|tenho|liga|lembro|quero|gosto|existe|sale|va|carga|enciende|responde|abre|tem|dá|estou|estoy|he|ha|foi|fue|entendi|vi|era|sirve|aparece|vou|voy|vale)(?!\\p{L}))';
const OPENING_ES: readonly string[] = [
  `(?:por favor |y |pero |e |mas )?(?:no|nunca|jamás|não) (?:me |lo |la |le |te |se |o |a |los |las |os |as )?${VERB_ES}[\\p{L}]{1,12}(?:es|as|e|a|is|ar|er|ir|ue|an|en|á)(?! (?:por qué|porque no puedo))(?:(?= (?!que(?!\\p{L}))[\\p{L}])|(?=\\s?[.,!]|\\s?$))`,
  '(?:evita|evite|evitar|evitando|omite|omita|omitir|prescinde de|elimina toda|deja de|deje de|pare de|para de|abstente de|salta|pula|pule|esquece) [\\p{L}]{1,20}',
  '(?:nada de|nada sobre|sin nada de|ningún|ninguna|nenhum|nenhuma) (?!(?:lo que|problema|acuerdo|novo|nuevo)(?!\\p{L}))[\\p{L}]{2,25}(?: [\\p{L}-]{1,20}){0,3}(?=\\s?(?:[.,;!]|por favor|$))',
  '(?:sin|sem) [\\p{L}]{3,25}(?: (?:ni|nem|e|y|o|ou|de) [\\p{L}]{2,20})?,? (?:por favor|please)',
  '(?:sin|sem) (?:usar|introducci[oó]n|explicaciones?|comentarios?|emojis?|jerga|markdown|cambiar|agregar|añadir|mencionar|repetir|tecnicismos|código|preámbulos?|modificar|introdução|explicaç(?:ão|ões)|comentários?|jargão|mudar|adicionar|alterar|rodeios)',
  '(?:el|la|los|las|tu|su|cada|o|a|os|as|sua|seu|cada|esto|isso|eso) ?(?:[\\p{L}-]{2,20} ){0,3}?(?:no|não|nunca) (?:debes?|deben|deberías?|debería|puede|pueden|devem?|deveria|pode|podem|tiene que|tem que)(?! (?:abrir|entrar|funcionar|dormir|comer|conducir))(?: [\\p{L}]{2,20})?',
  '(?:no|não) (?:debes|debe|puedes|deves?|deve|pode|podes) (?:usar|mencionar|incluir|contener|citar|superar|pasar|cambiar|repetir|conter|mudar|ultrapassar|passar|tener|ter|ser|decir|dizer|nombrar|empezar|começar|aparecer|llevar|inventar)',
  '(?:no|não) (?:quiero|necesito|quero|preciso(?: de)?) (?:que |ningún|ninguna|nenhum|nenhuma|[\\p{L}]{4,20}(?:s|ción|ções)(?:[.,!]|$| (?:en|no|na|por favor)))',
];
const ANYWHERE_ES: readonly string[] = [
  '(?:bajo ningún (?:concepto|pretexto)|en ningún caso|de ninguna manera|em (?:nenhum caso|caso algum|nenhuma circunstância|hipótese alguma|nenhuma hipótese)|sob nenhuma|de forma alguma|de jeito nenhum)',
  '(?:no (?:hace falta|es necesario|necesitas|tienes que)|não (?:é preciso|é necessário|precisas?(?: de)?)) (?:que )?[\\p{L}]{2,20}(?<!(?:entender|ver|ir|ser))',
  '(?:está|están|queda|quedan|estão|fica|ficam) (?:prohibid|proibid)[oa]s?|(?:prohibid|proibid)[oa] (?:usar|mencionar|utilizar|decir|dizer)',
  '(?:y|e|pero|mas) (?:evita|evite|omite|omita|excluye|exclui|exclua|deja fuera|deixa (?:de )?fora|deixe de fora)(?!\\p{L})|(?:deja|deje|deixa|deixe)(?: [\\p{L}-]{1,20}){0,5}? (?:de )?fuera|(?:deixa|deixe)(?: [\\p{L}-]{1,20}){0,5}? de fora',
  '(?:^|[.!?:\\n] ?)(?:por favor |me )?(?:[\\p{L}]{3,12}(?:ame|eme|ime|me|a|e)) [^.!?¿\\n]{2,120} (?:sin|sem) (?:usar|utilizar|mencionar|citar|repetir|cambiar|modificar|añadir|incluir|emplear|nombrar|poner|alterar|mudar|recurrir|recorrer|entrar)(?!\\p{L})',
  `(?:pero|y|mas|e|,) (?:por favor )?(?:no|não|nunca) (?!(?:sé|se|sei|puedo|consigo|entiendo|entendo|funciona|sirve|tengo|tenho|solo|só|apenas|sólo|me (?:sale|deja)|abre|arranca|liga|está|es|é|hay|encuentro|encontro|carga)(?!\\p{L}))[\\p{L}]{2,20}(?=(?: [\\p{L}-]{1,20}){0,7}\\s?(?:[.;!)\\uFFFC]|$))`,
  '(?:^|[.!?:\\n] ?)(?:por favor |me )?(?:escrib[ea]|explic(?:a|ame|ue)|resum[ea]|traduc[ea]|traduzca|da|dame|responde|corrige|enumera|lista|describe|redacta|presenta|haz|cuenta|reescribe|propón|crea|mejora|acorta|completa|usa|muestra|calcula|resuelve|di|dime|escreva|resuma|traduza|dê|responda|corrija|liste|descreva|redija|apresente|faça|conte|reescreva|crie|melhore|encurte|mostre|resolva|diga|sugira|sugiere)(?:-[\\p{L}]{1,4})?(?: (?!(?:sobre|vida|vivir|viver|mundo|día|dia|hombre|homem|mujer)(?!\\p{L}))[\\p{L}\\uFFFC-]{1,25}){0,9}?,? (?:pero |mas )?(?:sin|sem) [\\p{L}]{2,30}',
  '(?:pero|mas|,) (?:sin|sem) [\\p{L}]{2,30}(?=(?: [\\p{L}-]{1,20}){0,3}\\s?(?:[.;!)]|$))',
];

const UNSPACED: readonly string[] = [
  '(?<![要我们他她你您它谁])(?:不要|请勿|切勿|切忌|禁止|不得|无需|不用|不准|不许|不需要|不必|没必要|用不着|(?:就|都|也)不用了|绝不能?|不能(?:使用|有|出现|超过|包含|用|提)|不可(?:使用|以(?:用|出现|提)|出现|提)|不应|避免|勿)(?!紧|说是|是|了|吗|怎么办|说)(?!.{0,12}(?:吗|呢|？|怎么|为什么))',
  '(?<![要我们他她你您特区分个性级类差识])(?:请|就|也|都|千万|可以|但)?别(?!人|的|墅|致|名|处|扭|离|针|具|样|吗|出|克)(?=\\p{Script=Han}{1,12})',
  '(?:不(?:含|带|加|写|提|列|解释|翻译|改变|修改))(?=\\p{Script=Han}{0,8}(?:[。，,！]|$))(?<!(?:为什么|怎么|我|他|她)\\p{Script=Han}{0,6})',
  '(?:ないで(?:ください|下さい|くれ|ほしい|欲しい|お願い|(?=[。、！\\s]|$))|ないように(?:し|お願い|書|$)|しないこと|(?:使|変え|言|書|触|入れ|含め|触れ)わ?(?:ず|ないで)に?(?=[\\p{L}、]{1,20}(?:て|お願い|ください))|使わずに|禁止(?:です|し|。|$|で)|なしで(?!は|は(?:生|暮))|は不要(?:です)?|入れずに|変えずに|(?:て|で)はいけません|(?:て|で)はだめ|避けて(?:ください|下さい)?|抜きで|せずに(?=\\p{L}{1,12}て)|(?:除いて|除外して|外して|控えて|省略して|抜いて|含めないで|入れないで)(?:ください|下さい|$|。|、)|必要(?:は|が)?(?:ありません|ない(?:です)?)(?:。|$)|やめて(?:ください|下さい|$|。)|省いて|いりません(?=[。]|$)|(?:は|も)(?:要らない|いらない)(?:です)?(?=[。]|$))(?<!(?:なしで|抜きで)(?:生きる|暮らす))',
];

const FORBIDDEN_AT_OPENING = openingPhrase(...OPENING_EN, ...OPENING_DE, ...OPENING_FR, ...OPENING_ES);
const FORBIDDEN_ANYWHERE = anyPhrase(...ANYWHERE_EN, ...ANYWHERE_DE, ...ANYWHERE_FR, ...ANYWHERE_ES, ...UNSPACED);

/** Whether a prompt says what the answer must leave out or leave alone. */
export function forbids(text: string): boolean {
  const own = ownWords(text);
  return (
    FORBIDDEN_AT_OPENING.test(own) || FORBIDDEN_ANYWHERE.test(own) || (NO_THINGS_EN.test(own) && !ROMANCE.test(own))
  );
}
