import { ownWords } from './own-words.js';
import { firstPhrase, sentencePhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const LEAD_IN =
  '(?:(?:hm+|oh|wait|sorry|well|but|ok|okay|oops|um|ach|aber|moment|pardon|perdón|desculpe?|mais|pero|mas|actually|hold on)[,.!:… ]+){0,3}';
/** Ways of taking something back, as the first words of a prompt. */
const CUE = firstPhrase(
  `${LEAD_IN}(?:no|nope|nah)[,.! –-]+(?:that's|thats|that is|it's|i (?:meant|mean|said|asked|want|wanted|need)|not |you |this is|wrong|the |use |try )(?! ?(?:fine|ok|okay|good|great|perfect|all|enough|right|problem|need|are right))`,
  `${LEAD_IN}(?:that|this|it)(?:'s| is| was) (?:still |completely |just |simply |also )?(?:not (?:what|right|correct|it|true|quite)|wrong(?! (?:with|to))|incorrect|the wrong)`,
  `${LEAD_IN}(?:wrong|incorrect|not quite|not what i)(?! (?:answers?|turn|number|to|side))`,
  `${LEAD_IN}i (?:meant|was asking (?:for|about)|asked (?:for|you to|about)|said (?!that|yes|no to|it was|hello))(?! (?:to |no harm|well))`,
  `${LEAD_IN}you (?:missed|forgot|ignored|misunderstood|misread|skipped|left out|got (?:it|that) wrong|didn't (?:answer|include|use|read|do|follow)|did not (?:answer|include|use|read|do|follow))`,
  `${LEAD_IN}(?:it |that |this )?still (?:wrong|not|doesn't|broken|fails|the same)`,
  `${LEAD_IN}(?:try again|scratch that|let me rephrase|correction:)`,
  `${LEAD_IN}nein[,.! –-]+(?!danke|nein)`,
  `${LEAD_IN}(?:das|es) (?:ist|war|stimmt|passt) (?:so |leider |immer noch |noch )?(?:falsch|nicht(?! (?:schlimm|meine schuld|weit|leicht|einfach|viel)))`,
  `${LEAD_IN}(?:ich (?:meinte|wollte eigentlich|hatte .{0,20}gemeint|habe doch)|falsch[.,!:]|so war das nicht|du hast .{0,40}(?:vergessen|übersehen|missverstanden|ignoriert)|immer noch (?:falsch|nicht)|nicht ganz[.,!])`,
  `${LEAD_IN}non[,.! –-]+(?:ce n|c'est|je |pas |tu |vous |l|utilise)`,
  `${LEAD_IN}(?:ce n'est (?:toujours )?pas (?:ce|ça|cela|correct|la bonne|le bon|juste)|c'est (?:faux|incorrect|toujours faux)|je (?:voulais dire|parlais de|demandais|voulais (?:plutôt|le|la))|tu as (?:oublié|mal compris|ignoré)|vous avez (?:oublié|mal compris)|pas tout à fait)`,
  `${LEAD_IN}no[,.! –-]+(?:eso|quise|me refería|quería|está|es |así|no |te |usa|quiero|yo )`,
  `${LEAD_IN}(?:eso (?:no (?:es|era)|está mal|es incorrecto)|quise decir|me refería|te (?:olvidaste|has olvidado|equivocaste)|sigue (?:sin|mal)|no es lo que|está mal[.,!:]|te pedí)`,
  `${LEAD_IN}não[,.! –-]+(?:isso|eu |é |quis|está|não |use|quero|você|o que)`,
  `${LEAD_IN}(?:isso (?:não (?:é|era|está)|está errado)|eu (?:quis dizer|me referia|pedi|queria dizer)|você (?:esqueceu|entendeu mal|ignorou)|não foi isso|está errado[.,!:])`,
  '(?:不对|不是(?:这个|这样|的|，)|错了|我(?:的意思)?是说|我的意思是|你(?:忘了|漏了|理解错|搞错|弄错)|我要的是|不，|还是不对|我问的是)',
  '(?:違(?:います|う|った)|いや[、，]|いいえ[、，]|そうでは(?:なく|ありません)|そうじゃなく|間違って|間違いです|私が(?:言いたかった|聞いた|頼んだ)のは|まだ(?:違|間違|動きません)|ではなくて)',
);
/** Taking back what the prompt itself has just said. */
const SELF_CORRECTION = sentencePhrase(
  '(?:wait, no|no wait|scratch that|i mean(?:t)? (?:the|not|my)|sorry, i meant|correction:|actually,? (?:make that|i meant|no))',
  '(?:ach nein|nein, warte|ich meine natürlich|quatsch,|pardon, je voulais dire|non, attends|perdón, quise decir|no, espera|digo,|quer dizer,|não, espera)',
);

export const CORRECTION_CUE_PATTERNS: readonly PromptPattern[] = [
  presence(
    'correction_cue',
    'takes back the answer before or its own words ("no, I meant …"), as far as the text alone tells',
    (text) => {
      const words = ownWords(text);
      return CUE.test(words) || SELF_CORRECTION.test(words);
    },
  ),
];
