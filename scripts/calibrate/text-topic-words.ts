import type { Topic } from '../simulator/topic.js';
import { TOPICS } from '../simulator/topics.js';

/** As terms are cut from prompts. */
const WORD = /\p{L}[\p{L}\p{M}\p{N}_'’-]{2,39}/gu;

/** Words that only one of the simulator's topics is written with, whatever else they mean. */
export function ownWordsOf(id: string): Set<string> {
  const own = TOPICS.find((topic) => topic.id === id);
  if (own === undefined) return new Set();
  const others = new Set(TOPICS.filter((topic) => topic !== own).flatMap(wordsOf));
  return new Set(wordsOf(own).filter((word) => !others.has(word)));
}

function wordsOf({ domain, things, troubles, goals, circumstances, expert, german, french }: Topic): string[] {
  const phrases = [domain, expert, ...things, ...troubles, ...goals, ...circumstances];
  const foreign = [german, french].flatMap((words) => [words.domain, ...words.things, ...words.troubles]);
  return [...phrases, ...foreign].flatMap((phrase) => phrase.toLowerCase().match(WORD) ?? []);
}
