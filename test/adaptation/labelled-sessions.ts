import { readFileSync } from 'node:fs';
import { DIALOGUE_PATTERNS } from '../../activities/adaptation/patterns/dialogue.js';
import { ALONE, type PatternContext } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { SESSION_COURSE_PATTERNS } from '../../activities/adaptation/patterns/session-course.js';
import { SESSION_LANGUAGE_PATTERNS } from '../../activities/adaptation/patterns/session-language.js';
import { SESSION_REPEAT_PATTERNS } from '../../activities/adaptation/patterns/session-repeats.js';
import { createLexicalEmbedder, fitLexicalModel } from '../../activities/embedding/lexical-embedder.js';
import { dot } from '../../activities/stats/vectors.js';

export const SESSION_FILES = ['repeats', 'corrections', 'language-switches'] as const;
const LABELLED_PATTERNS = ['retry', 'rephrasing', 'correction', 'language_switch', 'abandonment'] as const;

/**
 * Turns that show a pattern only to who understands them: the same question in wholly other words, a fault that is not
 * named ("That's 18"). The definitions leave them out; to find one is no error, and how many are found is told apart.
 */
const BEYOND_WORDS: Readonly<Partial<Record<string, readonly string[]>>> = {
  rephrasing: ['reworded'],
  correction: ['implied'],
  abandonment: ['reworded', 'implied'],
};

const PATTERNS = [
  ...DIALOGUE_PATTERNS,
  ...SESSION_REPEAT_PATTERNS,
  ...SESSION_COURSE_PATTERNS,
  ...SESSION_LANGUAGE_PATTERNS,
];

interface LabelledTurn {
  readonly text: string;
  readonly labels: readonly string[];
}

export interface Agreement {
  readonly pattern: string;
  readonly sessions: number;
  readonly shown: number;
  readonly precision: number;
  readonly recall: number;
  /** Turns beyond the definition, and how many of them are found. */
  readonly beyond: { readonly turns: number; readonly found: number };
  readonly wrong: readonly string[];
}

/** The sessions of a file; a line that begins with # is a remark, a fence goes on to its end. */
export function readSessions(name: string): LabelledTurn[][] {
  const text = readFileSync(new URL(`labelled-sessions/${name}.txt`, import.meta.url), 'utf8');
  const blocks = text
    .replace(/^#.*$/gmu, '')
    .split(/\n\s*\n/u)
    .map((block) => block.trim())
    .filter((block) => block !== '');
  return blocks.map((block) => linesOf(block).map(turnOf));
}

function linesOf(block: string): string[] {
  const lines: string[] = [];
  let fenced = false;
  for (const line of block.split('\n')) {
    const isFence = line.startsWith('```');
    if ((fenced || isFence) && lines.length > 0) lines.push(`${lines.pop() ?? ''}\n${line}`);
    else lines.push(line);
    if (isFence) fenced = !fenced;
  }
  return lines;
}

function turnOf(line: string): LabelledTurn {
  const [, labels = '', text = line] = /^\[([a-z_ ]+)\] (.*)$/su.exec(line) ?? [];
  return { text: text.replaceAll('\\n', '\n'), labels: labels.split(' ') };
}

/** How well the patterns find the labels of all turns of these sessions, with vectors of an embedder fitted on them. */
export function agreementOf(sessions: readonly (readonly LabelledTurn[])[]): Agreement[] {
  const embedder = createLexicalEmbedder(
    fitLexicalModel(
      sessions.flat().map(({ text }) => text),
      384,
    ),
  );
  const embedded = sessions.map((session) =>
    session.map((turn) => ({ ...turn, vector: embedder.embedNow(turn.text) })),
  );
  const firsts = embedded.flatMap((session) => session.slice(0, 1));
  const cosines = firsts.slice(1).map(({ vector }, at) => dot(vector, firsts[at]?.vector ?? vector));
  const usualCosine = cosines.sort((a, b) => a - b)[Math.floor(cosines.length / 2)] ?? 0;
  const turns = embedded.flatMap((session) =>
    session.map(({ text, labels, vector }, at) => {
      const context: PatternContext = {
        ...ALONE,
        vector,
        usualCosine,
        earlier: session.slice(0, at).map((turn) => ({ prompt: turn.text, vector: turn.vector })),
        turn: at + 1,
        isLast: at === session.length - 1,
      };
      const shown = PATTERNS.flatMap((pattern) => (pattern.measure(text, context) === 1 ? [pattern.name] : []));
      return { text, labels, shown };
    }),
  );
  return LABELLED_PATTERNS.map((pattern) => {
    const isBeyond = (turn: LabelledTurn) =>
      turn.labels.some((label) => BEYOND_WORDS[pattern]?.includes(label) === true);
    const beyond = turns.filter(isBeyond);
    const judged = turns.filter((turn) => !isBeyond(turn));
    const labelled = judged.filter(({ labels }) => labels.includes(pattern));
    const found = judged.filter(({ shown }) => shown.includes(pattern));
    const right = found.filter(({ labels }) => labels.includes(pattern)).length;
    return {
      pattern,
      sessions: sessions.length,
      shown: labelled.length,
      precision: found.length === 0 ? 1 : right / found.length,
      recall: labelled.length === 0 ? 1 : right / labelled.length,
      beyond: { turns: beyond.length, found: beyond.filter(({ shown }) => shown.includes(pattern)).length },
      wrong: judged
        .filter(({ labels, shown }) => labels.includes(pattern) !== shown.includes(pattern))
        .map(({ text, shown }) => `${shown.includes(pattern) ? 'found' : 'missed'}: ${text}`),
    };
  });
}
