import { ownWords } from './own-words.js';
import { anyPhrase, openingPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';
import { asksForSteps } from './reasoning-steps.js';

/** No role: "you are a bit slow", "you are the best", "you are a machine". */
const NO_ROLE_EN =
  '(?!(?:bit|little|lot|few|great help|genius|star|life|liar|best|worst|only|one|same|wrong|real|machine|bot|computer|robot|joke|disappointment|reason|boss now|life ?saver|legend|angel|hero|gem|champ|champion|saviou?r|rock ?star|godsend|treasure|pain|idiot|fool|disgrace|very|real|true|big|huge|wonderful|amazing|terrible|nice|sweetheart|dear|monorepo|type|kind of person)(?!\\p{L}))';
const ROLE_ANYWHERE = anyPhrase(
  "(?:(?:want|need|like|ask) you to|can you|could you|will you|would you|you (?:will|should|must|shall|are going to|are to)|let's|let us|please|and|then) (?:now )?(?:act (?:as|like)|be (?:my|an?|the) (?!(?:bit|little|more|less|good|nice|quick|honest|same|one)(?!\\p{L}))|play (?:the|an?|my)|take on the (?:role|part|persona)|take the (?:role|part) of|pretend (?:to|that|you|ur)|assume the (?:role|persona|identity)|adopt the (?:role|persona)|impersonate|pose as|role-?play|embody)",
  "as (?:if|though) (?:you(?: were|'re| are)|u were|u r|ur) (?!(?:not|sure|trying|being|right|wrong)(?!\\p{L}))[\\p{L}]{1,30}",
  '(?:ich (?:möchte|will|hätte gern)|du sollst|du wirst)(?:,? dass du)?(?: [\\p{L}]{1,20}){0,5}? (?:rolle|spielst|spielen|verkörpern|verkörperst|verhältst wie|agierst als|agieren)',
  "(?:je (?:veux|voudrais|souhaite) que tu|j'aimerais que tu|je veux que vous) (?:sois|joues|agisses|te comportes|incarnes|soyez|jouiez|agissiez)",
  '(?:quiero|quisiera|necesito|me gustaría) que (?:actúes|seas|hagas de|te comportes|interpretes|adoptes|asumas)|(?:quero|gostaria|preciso) que (?:você |tu )?(?:seja|sejas|atue|aja|finja|assuma|interprete)|voglio che tu (?:sia|agisca|faccia)',
);
const YOU_EN = "(?:you(?: are|'re| were| r)|ur|u r|youre|u are|u're)";
const ROLE = openingPhrase(
  '(?:answer|respond|reply|write|speak|talk|explain (?:it|this)) (?:it )?(?:as|like) an? (?:[\\p{L}\\p{N}-]{2,20} ){1,4}?would',
  'be (?:my|our|an?) (?!(?:bit|little|guest|good|nice|quick|honest|lot|man|hero|friend to|team player)(?!\\p{L}))(?:[\\p{L}-]{2,20} ){0,3}?[\\p{L}-]{3,20}',
  "you(?:'ll| will| shall| should| must| are going to) (?:now )?(?:be (?:an?|the|my|our) (?!(?:one|first|last|best|only|same|judge of)(?!\\p{L}))|be (?:playing|acting|impersonating|taking|my|role-?playing)|play(?! with)|act as|act like|impersonate|pretend|assume the|take on the|take the (?:role|part)|embody|serve as)",
  `${YOU_EN} [\\p{L}\\p{N}-]{2,20}, (?:an?|the|my|our) (?!(?:bit|little|lot|great help)(?!\\p{L}))[\\p{L}]{2,40}`,
  `(?:pretend|imagine|suppose|assume|act like|act as if|act as though|make believe|let's say|let's pretend)(?: that)? ${YOU_EN} (?:an?|the|my|our|\\p{L}{1,20}ing|from)`,
  'as an? (?:[\\p{L}-]{2,20} ){0,3}[\\p{L}-]{3,20}, (?:(?:what|how|which|where|when|why)(?: [\\p{L}]{2,15}){0,2}? )?(?:would|do|can|could|should|will) you',
  '(?:put yourself in|step into|get into) (?:the |my |her |his |their )?(?:[\\p{L}]{2,20} )?(?:shoes|position|place|role|mind|mindset|character)',
  '(?:your|ur) (?:job|task|role|mission|purpose)(?: here| now| today)? is to (?:act|play|be|serve|pose|pretend|impersonate)',
  "(?:let's |let us |we will |we'll )(?:role-?play|do a role-?play|play a game where you)|(?:role-?play|stay in character|in character as|speaking as|in the (?:role|voice|style of someone))",
  '(?:play|take|assume|adopt|take on)(?: on)? (?:the |a )?(?:role|part|persona)(?: of)?',
  '(?:tu|tun sie|mach) so,? als (?:wärst|wärest|wären|ob|bist)|(?:übernimm|übernehmen sie|nimm)(?: bitte)?(?: jetzt)?(?: die)? rolle|in der rolle (?:eines|einer|des|der)|deine rolle ist',
  '(?:fais|faites) comme si tu|(?:fais|faites) comme si vous|(?:tu (?:joues|incarnes|vas jouer|es dans la peau)|vous (?:jouez|incarnez)|incarne|dans la peau d|dans le rôle d|ton rôle est)',
  '(?:haz|hagamos|actúa|compórtate|responde) como si (?:fueras|tú|fueses)|(?:finge|simula) (?:que eres|ser)|ponte en (?:los zapatos|el lugar|la piel)|tu (?:papel|rol) es|vas a (?:ser|actuar|hacer de|interpretar)',
  '(?:finja|finge|imagine|faça de conta|faz de conta)(?: que)? (?:você |tu |vc )?(?:é|és|ser|fosse)|coloque-se no lugar|seu papel é|você (?:vai ser|agirá|atuará|vai atuar)',
  "sei (?:un(?:o|a)? |un'|il mio |la mia )(?!(?:po'|po|genio|tesoro|angelo|grande|mito|amore)(?!\\p{L}))[\\p{L}]{2,30}|(?:fai finta di essere|agisci come|comportati come|immagina di essere)|(?:je|jij|u) bent (?:nu |vanaf nu )?een (?!(?:schat|held|beetje|engel|genie)(?!\\p{L}))[\\p{L}]{2,30}|(?:doe alsof je|gedraag je als|stel je voor dat je)",
  "(?:(?:please |i want you to |i'd like you to |you will |you should |can you |could you )?(?:act|behave|respond|answer|roleplay|role-play|speak|talk|write|think)) (?:as|like)(?: if you (?:are|were)| though you (?:are|were))? (?:an? |the |my |our )(?!(?:bulleted|bullet|list|table|json|numbered|short|single|markdown|csv|whole|poem|story|letter|summary|follow|result|paragraph|result|team|limerick|function|class|note|memo|shield|deterrent|catalyst|buffer|proxy))\\p{L}{1,40}",
  `(?:from now on,? |today,? |in this (?:chat|conversation),? |imagine |pretend |suppose |assume )?you(?: are|'re) (?:now |acting as )?(?:an?|the|my|our) ${NO_ROLE_EN}\\p{L}{1,40}`,
  "(?:pretend|imagine|suppose|let's say) (?:that )?you(?: are|'re| were) (?:an?|the|my|our)",
  '(?:pretend|imagine) to be (?:an?|the|my)',
  '(?:play|take|assume|adopt|take on)(?: on)? the (?:role|part|persona) of',
  'your (?:role|persona)(?: is|:) ',
  'as an? (?:senior |experienced |expert |professional |seasoned |skilled )+\\p{L}+(?: \\p{L}+)?, (?:explain|write|give|tell|review|how|what|describe|answer|advise|please|create|help|analy[sz]e|you|can|draft|suggest|list)',
  'i want you to (?:act|be|play|behave|roleplay|pretend)',
  'roleplay(?:ing)?:? (?:as|you)',
  'ab jetzt bist du (?:ein|eine|mein|meine|der|die)',
  'du bist (?:jetzt |ab jetzt |ab sofort |von nun an |ab heute |nun )?(?:ein|eine|mein|meine|der|die) (?!(?:toller?|tolles|guter freund|super|echte?r?|wahrer?|große[rs]?|bisschen|wenig|schatz|held|engel|beste|maschine|computer|genie|roboter|schlechteste|einzige)(?!\\p{L}))\\p{L}{1,40}',
  'sie sind (?:jetzt )?(?:ein|eine) (?!(?:toller?|tolles|guter?|gutes|super|echte?r?|wahrer?|großer?|großes|große|bisschen|wenig|maschine|schatz)(?!\\p{L}))\\p{L}{1,40}',
  '(?:agiere|handle|verhalte dich|antworte|benimm dich|agieren sie|antworten sie) (?:bitte )?(?:als|wie) (?:ein|eine|mein)(?:e|er)? (?!(?:liste|tabelle|satz|gedicht)(?!\\p{L}))',
  'stelle? dir vor,? du (?:bist|wärst|wärest) (?:ein|eine|mein|der|die)',
  'tu,? du (?:wärst|bist)',
  '(?:schlüpfe?|versetze? dich) in die (?:rolle|lage)',
  'spiele? (?:die rolle|einen|eine) \\p{L}{1,40}',
  '(?:tu es|vous êtes|tu seras|vous serez|imagine que tu es|imaginez que vous êtes|désormais tu es) (?:maintenant |désormais |dorénavant |à présent )?(?:une?|mon|ma|le|la) (?!(?:peu|ange|amour|génie|meilleure?|machine|robot|seule?)(?!\\p{L}))\\p{L}{1,40}',
  "(?:agis|agissez|comporte-toi|comportez-vous|réponds|répondez) (?:comme|en tant qu(?:e|'))(?: si tu étais)? ?(?:une?|mon|le|la)? ?(?!(?:liste|tableau)(?!\\p{L}))\\p{L}{1,40}",
  '(?:joue|jouez|prends|prenez|endosse) le rôle',
  'mets-toi (?:à la place|dans la peau)',
  '(?:eres|tú eres|usted es|ahora eres|imagina que eres|serás) (?:un|una|mi|el|la) (?!(?:persona|humano|poco|genio|máquina|mejor|robot|sol|peor|única)(?!\\p{L}))\\p{L}{1,40}',
  '(?:actúa|actúe|compórtate|responde|responda) (?:como|como si fueras) (?:un|una|mi|el|la|si) (?!(?:lista|tabla)(?!\\p{L}))',
  '(?:haz|asume|adopta|toma|juega)(?: de| el)? (?:el )?(?:papel|rol) de',
  '(?:ponte en el lugar|haz de (?:entrevistador|profesor|abogado))',
  '(?:você é|vc é|agora você é|imagine que você é|você será) (?:um|uma|meu|minha|o|a) (?!(?:pouco|gênio|máquina|melhor|robô|pior|única?)(?!\\p{L}))\\p{L}{1,40}',
  '(?:aja|atue|comporte-se|responda) como (?:se fosse )?(?:um|uma|meu|minha|o|a) (?!(?:lista|tabela)(?!\\p{L}))',
  '(?:assuma|faça|desempenhe) o papel',
  '(?:你是一[位名个](?!好)|你现在是|假设你是|假装你是|请?你?扮演|作为一[位名个]|从现在起你是|你将扮演|充当)',
  '(?:あなたは(?!誰|何|どう|いつ|なぜ|どこ)\\p{L}{1,25}(?:です(?!か)|として)|(?:先生|専門家|弁護士|エンジニア|医者|医師|編集者|教師|コーチ|面接官|通訳|シェフ)(?:として|になりきって|の役)|プロの\\p{L}{1,12}として|\\p{L}{1,10}[者家師士員]として\\p{L}{0,20}[てく]|になりきって|の役を演じて)',
);

export const TECHNIQUE_PATTERNS: readonly PromptPattern[] = [
  presence('role_play', 'gives the model a role', givesRole),
  presence('step_by_step', 'asks to think or work step by step', asksForSteps),
];

function givesRole(text: string): boolean {
  const words = ownWords(text);
  return ROLE.test(words) || ROLE_ANYWHERE.test(words);
}
