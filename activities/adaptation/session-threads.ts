import type { EmbeddedRow } from './followed-requests.js';
import type { SessionTurn } from './patterns/prompt-pattern.js';

/** Without a session, two prompts of one user belong together when no more than this lies between them. */
const SESSION_GAP_MS = 60 * 60 * 1000;
/** Turns back that patterns may look at. */
const TURNS_BACK = 10;

/** Where a request stands in its session. */
export interface SessionPlace {
  readonly earlier: readonly SessionTurn[];
  readonly turn: number;
  readonly isLast: boolean;
}

interface Thread {
  readonly turns: SessionTurn[];
  /** Place of the latest row, in the list of all rows. */
  at: number;
  timeMs: number;
}

/**
 * Sorts requests into the sessions of their users, by the logged session or, without one, by pauses. A conversation that
 * a request carries tells of turns that no row holds: ones that were not sampled, or came before the window. Only rows of
 * one sample are joined, so that a session across a window's end looks ended there.
 * @param rows ordered by time
 */
export function sessionPlaces(rows: readonly EmbeddedRow[]): SessionPlace[] {
  const threads = new Map<string, Thread>();
  const places: { earlier: SessionTurn[]; turn: number; isLast: boolean }[] = [];
  rows.forEach(({ row, vector }, at) => {
    const key = `${row.user}\0${row.session ?? ''}`;
    const known = threads.get(key);
    const isPause = row.session === null && known !== undefined && row.timestamp - known.timeMs > SESSION_GAP_MS;
    const thread = known === undefined || isPause ? { turns: [], at, timeMs: row.timestamp } : known;
    const before = places[thread.at];
    if (thread === known && before !== undefined) before.isLast = false;
    const earlier = [...turnsOnlyTold(row.earlier_turns, thread.turns), ...thread.turns];
    places.push({
      earlier: earlier.slice(-TURNS_BACK),
      turn: Math.max(row.turn_index ?? 1, earlier.length + 1),
      isLast: true,
    });
    thread.turns.push({ prompt: row.prompt, vector });
    thread.at = at;
    thread.timeMs = row.timestamp;
    threads.set(key, thread);
  });
  return places;
}

/** User turns of the conversation that a request carries, without those whose own requests are known. */
function turnsOnlyTold(conversation: string, known: readonly SessionTurn[]): SessionTurn[] {
  if (conversation === '[]') return [];
  const held = new Set(known.map(({ prompt }) => prompt));
  return userTurnsOf(conversation).flatMap((prompt) => (held.has(prompt) ? [] : [{ prompt, vector: null }]));
}

function userTurnsOf(conversation: string): string[] {
  let messages: unknown;
  try {
    messages = JSON.parse(conversation);
  } catch {
    return [];
  }
  if (!Array.isArray(messages)) return [];
  return messages.flatMap((message: unknown) => {
    if (typeof message !== 'object' || message === null || !('role' in message) || !('content' in message)) return [];
    return message.role === 'user' && typeof message.content === 'string' ? [message.content] : [];
  });
}
