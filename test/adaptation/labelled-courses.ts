import { readFileSync } from 'node:fs';
import { ALONE, type PatternContext } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { sessionPlaces } from '../../activities/adaptation/session-threads.js';
import { sampleRow } from '../support/sample-row.js';

const FILE = new URL('labelled-sessions/courses.txt', import.meta.url);
const LINE = /^(\w+)\|([\w-]+)\|(\d+)d(\d\d):(\d\d)\|(\d+)([>.])(?:#(\d+))?\|(.+)$/u;
const MINUTE_MS = 60_000;

/** A request, the place it was found to have in its session, and the one it has. */
export interface LabelledCourse {
  readonly text: string;
  readonly context: PatternContext;
  readonly turn: number;
  readonly isLast: boolean;
}

/** Every labelled request, threaded into sessions among all others, in the order of time. */
export function labelledCourses(): LabelledCourse[] {
  const lines = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(courseOf)
    .sort((a, b) => a.timestamp - b.timestamp);
  const rows = lines.map(({ user, session, timestamp, logged, prompt }, at) => ({
    row: sampleRow({ request_id: `r${at}`, user, session, timestamp, turn_index: logged, prompt }),
    vector: Float32Array.of(1, 0),
  }));
  const places = sessionPlaces(rows);
  return lines.map(({ prompt, turn, isLast }, at) => ({
    text: prompt,
    context: { ...ALONE, ...places[at] },
    turn,
    isLast,
  }));
}

function courseOf(line: string) {
  const parts = LINE.exec(line);
  if (parts === null) throw new Error(`labelled-sessions/courses.txt: cannot read the line ${line}`);
  const [user = '', session, days, hours, minutes, turn, ending, logged, prompt = ''] = parts.slice(1);
  return {
    user,
    session: session === '-' || session === undefined ? null : session,
    timestamp: ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * MINUTE_MS,
    turn: Number(turn),
    isLast: ending === '.',
    logged: logged === undefined ? null : Number(logged),
    prompt,
  };
}
