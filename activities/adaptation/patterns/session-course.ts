import { corrects } from './dialogue.js';
import { inContext, type PatternContext, type PromptPattern, presence } from './prompt-pattern.js';
import { repetitionOf } from './session-repeats.js';

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
    'the session ends with it, and it still corrects the answer or asks again',
    (text, context) => context.isLast && isUnmet(text, context),
  ),
]);

function isUnmet(text: string, context: PatternContext): boolean {
  return corrects(text, context.turn) || repetitionOf(text, context) !== null;
}
