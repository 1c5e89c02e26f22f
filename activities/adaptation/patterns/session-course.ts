import { corrects } from './dialogue.js';
import { inContext, type PatternContext, type PromptPattern, presence } from './prompt-pattern.js';
import { repetitionOf } from './session-repeats.js';

const GIVING_UP =
  /^[\s"]*(?:(?:ok(?:ay)?|well|oh|ugh|hm+|ach|na|bon|bueno|bom|so|sorry)[,.…\s]+){0,2}(?:forget (?:about )?(?:it|this|that)(?! was)|never ?mind(?! (?:the|my|that|about))|nvm|whatever(?=[,.!\s]|$)(?! (?:you|works|is))|(?:i['’]m|i am) (?:done|out)(?=[,.!]|$)|you (?:clearly |obviously |really |just |apparently )?(?:don['’]?t|can['’]?t|cannot|do not) (?:know|do|help|understand|get)|(?:this|that) (?:isn['’]t|is not) (?:going|getting|helping|working)|i(?:'ll|’ll| will) (?:just )?(?:ask|call|hire) |i(?:'ll|’ll| will)? give up|i(?:'ll|’ll| will) (?:(?:just )?(?:do|write|fix|solve|figure) (?:it|this) (?:out )?(?:myself|by hand)|ask (?:someone|somebody) else|(?:just )?google it|look it up|(?:try|go|look) (?:somewhere|something) else)|(?:this|that|you)(?:'s|’s|'re|’re| is| are) (?:(?:so|completely|totally|absolutely|really|just) )?(?:useless|pointless|hopeless|ridiculous|no (?:help|use)|not helping|a waste of time|getting (?:me )?nowhere)|useless|what a waste|vergiss es|egal(?=[,.!\s]*$|[,.!])|(?:ja )?dann (?:eben|halt) nicht|(?:dann )?(?:frag|such|google)e? ich (?:halt |lieber |eben )?(?:selbst|woanders|jemand|wen)|ich (?:frag|such|google)e? (?:es |das )?(?:halt |lieber |dann )?(?:selbst|woanders|jemand)|(?:dann )?lass (?:es|gut sein|mal)|ich geb(?:e)?(?:['’]s| es)? auf|(?:das )?bringt (?:ja |so )?nichts|(?:dann )?(?:ich )?mach(?:e)?(?: ich)?(?: es|['’]s) (?:halt |lieber )?selb(?:st|er)|laisse(?:z)? (?:tomber|faire)|laisse(?:z)?(?=[,.!])|oublie(?:z)?(?=[\s,.!]|$)|tant pis|j['’]abandonne|(?:c['’]est )?(?:nul|inutile)(?!\p{L})|je vais (?:chercher|demander|regarder|voir) (?:ailleurs|à|un)|(?:mejor )?lo (?:busco|hago) yo|(?:melhor )?(?:eu )?(?:vou procurar|faço eu|vou fazer eu)|olv[ií]dalo|d[eé]jalo|da igual|me rindo|no sirves?(?: para nada)?(?!\p{L})|esquece(?!\p{L})|deixa (?:pra|para) l[aá]|desisto|算了|没用|放弃|もういい|諦め|役に立た)/iu;
const IS_DONE =
  /(?<!\p{L})(?:found|figured|solved|sorted|worked|works|got it|thanks|thank you|gefunden|gelöst|geschafft|danke|klappt|trouvé|résolu|merci|marche|encontr[eé]i?|resolv[ií]|gracias|consegui|achei|obrigad[oa])(?!\p{L})|找到|解决|谢谢|解決|見つか|ありがとう/iu;

/**
 * How sessions go on and end. Logs hold no reason for leaving: a session of one turn may be a good answer as well as a
 * lost user, so it has a pattern of its own, and `abandonment` counts only ends that show a need that was not met. Both
 * count turns as they are known: where a cap per user thins the requests, and the log carries no conversations, sessions
 * look shorter than they were.
 */
export const SESSION_COURSE_PATTERNS: readonly PromptPattern[] = inContext([
  {
    name: 'session_turn',
    definition: 'log(number of the turn in its session)',
    measure: (_, { turn }) => Math.log(turn),
  },
  presence('follow_up', 'is a later turn of a session', (_, { turn }) => turn > 1),
  presence('single_turn', 'is the only turn of its session', (_, { turn, isLast }) => turn === 1 && isLast),
  presence(
    'abandonment',
    'the session ends with it, and it still names a fault of the answer, asks again or gives up ("forget it")',
    (text, context) => context.isLast && isUnmet(text, context),
  ),
]);

function isUnmet(text: string, context: PatternContext): boolean {
  return givesUp(text, context.turn) || corrects(text, context.turn) || repetitionOf(text, context) !== null;
}

/** A later turn that leaves the task, unless it says that it is done. */
function givesUp(text: string, turn: number): boolean {
  return turn > 1 && GIVING_UP.test(text) && !IS_DONE.test(text);
}
