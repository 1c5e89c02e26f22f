import { ownWords } from './own-words.js';
import { openingPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';
import { asksForSteps } from './reasoning-steps.js';

/** No role: "you are a bit slow", "you are the best", "you are a machine". */
const NO_ROLE_EN =
  '(?!(?:bit|little|lot|few|great help|genius|star|life|liar|best|worst|only|one|same|wrong|real|machine|bot|computer|robot|joke|disappointment|reason|boss now)(?!\\p{L}))';
const ROLE = openingPhrase(
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
  'du bist (?:jetzt |ab jetzt |nun )?(?:ein|eine|mein|meine|der|die) (?!(?:bisschen|wenig|schatz|held|engel|beste|maschine|computer|genie|roboter|schlechteste|einzige)(?!\\p{L}))\\p{L}{1,40}',
  'sie sind (?:jetzt )?(?:ein|eine) (?!(?:bisschen|wenig|maschine|schatz)(?!\\p{L}))\\p{L}{1,40}',
  '(?:agiere|handle|verhalte dich|antworte|benimm dich|agieren sie|antworten sie) (?:bitte )?(?:als|wie) (?:ein|eine|mein)(?:e|er)? (?!(?:liste|tabelle|satz|gedicht)(?!\\p{L}))',
  'stelle? dir vor,? du (?:bist|wärst|wärest) (?:ein|eine|mein|der|die)',
  'tu,? du (?:wärst|bist)',
  '(?:schlüpfe?|versetze? dich) in die (?:rolle|lage)',
  'spiele? (?:die rolle|einen|eine) \\p{L}{1,40}',
  '(?:tu es|vous êtes|tu seras|vous serez|imagine que tu es|imaginez que vous êtes|désormais tu es) (?:maintenant )?(?:une?|mon|ma|le|la) (?!(?:peu|ange|amour|génie|meilleure?|machine|robot|seule?)(?!\\p{L}))\\p{L}{1,40}',
  "(?:agis|agissez|comporte-toi|comportez-vous|réponds|répondez) (?:comme|en tant qu(?:e|'))(?: si tu étais)? ?(?:une?|mon|le|la)? ?(?!(?:liste|tableau)(?!\\p{L}))\\p{L}{1,40}",
  '(?:joue|jouez|prends|prenez|endosse) le rôle',
  'mets-toi (?:à la place|dans la peau)',
  '(?:eres|tú eres|usted es|ahora eres|imagina que eres|serás) (?:un|una|mi|el|la) (?!(?:poco|genio|máquina|mejor|robot|sol|peor|única)(?!\\p{L}))\\p{L}{1,40}',
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
  presence('role_play', 'gives the model a role', (text) => ROLE.test(ownWords(text))),
  presence('step_by_step', 'asks to think or work step by step', asksForSteps),
];
