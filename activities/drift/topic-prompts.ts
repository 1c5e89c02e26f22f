import { sha256Hex } from '../storage/artifact.js';
import type { TopicPromptRow, TopicRow } from './drift-tables.js';

/** A request of a window, in or out of a topic. */
export interface PooledRequest {
  readonly user: string;
  readonly requestId: string;
  /** Redacted. */
  readonly prompt: string;
  readonly isInside: boolean;
}

/** Prompts that a name is found from, and as many at most of either kind that it is tested on. */
const SHOWN_INSIDE = 12;
const SHOWN_OUTSIDE = 6;
const ASKED = 25;
/** Characters of a prompt that a model reads. */
const MOST_CHARACTERS = 600;

/** The topics that moved or are new, new ones first and then the largest changes, at most so many. */
export function topicsToName(rows: readonly TopicRow[], most: number): TopicRow[] {
  const moved = rows.filter(({ state }) => state !== 'same');
  const outside = moved.filter(({ is_mapped: isMapped }) => !isMapped);
  const mapped = moved.filter(({ is_mapped: isMapped }) => isMapped);
  mapped.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  return [...outside, ...mapped].slice(0, most);
}

/**
 * What one topic is named from and tested on. Users are split in halves by a hash, the same halves for every topic: one
 * half's prompts are shown, the other half's asked about, as many of the topic as of other topics. Within the four
 * groups every prompt is by another user, drawn by a hash, so that they are independent.
 */
export function drawTopicPrompts(
  { topic, label }: Pick<TopicRow, 'topic' | 'label'>,
  requests: readonly PooledRequest[],
  seed: string,
): TopicPromptRow[] {
  const usable = requests
    .filter(({ prompt }) => prompt.trim() !== '')
    .map((request) => ({ request, order: sha256Hex(JSON.stringify([seed, topic, request.requestId])) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ request }) => request);
  const halves = new Map<string, boolean>();
  const isShown = (user: string) => {
    const known =
      halves.get(user) ?? Number.parseInt(sha256Hex(JSON.stringify([seed, user])).slice(0, 1), 16) % 2 === 0;
    halves.set(user, known);
    return known;
  };
  const group = (shown: boolean, inside: boolean) =>
    onePerUser(usable.filter(({ user, isInside }) => isShown(user) === shown && isInside === inside));
  const rows = (role: string, drawn: readonly PooledRequest[]): TopicPromptRow[] =>
    drawn.map(({ user, requestId, prompt, isInside }) => ({
      topic,
      label,
      role,
      is_inside: isInside,
      user,
      request_id: requestId,
      prompt: Array.from(prompt).slice(0, MOST_CHARACTERS).join(''),
    }));
  const [inside, outside] = [group(false, true), group(false, false)];
  const asked = Math.min(ASKED, inside.length, outside.length);
  return [
    ...rows('shown', group(true, true).slice(0, SHOWN_INSIDE)),
    ...rows('shown', group(true, false).slice(0, SHOWN_OUTSIDE)),
    ...rows('asked', inside.slice(0, asked)),
    ...rows('asked', outside.slice(0, asked)),
  ];
}

/** The first of each user, no prompt twice. */
function onePerUser(requests: readonly PooledRequest[]): PooledRequest[] {
  const users = new Set<string>();
  const prompts = new Set<string>();
  return requests.filter(({ user, prompt }) => {
    if (users.has(user) || prompts.has(prompt)) return false;
    users.add(user);
    prompts.add(prompt);
    return true;
  });
}
