import { createLineShapes } from '../line-shape.js';
import { instantOf } from '../log-fields.js';
import { type LogLine, ReadableLine } from '../log-lines.js';
import type { LogEntry } from '../traffic-record.js';

const NOTED = { requestId: 0, timestamp: 1, userId: 2, sessionId: 3 } as const;

/**
 * Reads lines of Tidemark's format, each shape but once: of records of a known shape only ids and time are read, and their
 * other texts and attributes are those of the shape.
 * @param entryOf reads a line; of texts nothing but being blank may matter to it
 */
export function createShapedEntries(entryOf: (line: LogLine) => LogEntry): (line: LogLine) => LogEntry {
  const shapes = createLineShapes(
    {
      texts: ['prompt', 'content', 'text', 'response', 'system_prompt'],
      // What decides whether a line holds a record, and in which stratum.
      kept: ['role', 'type', 'status', 'model', 'route'],
      noted: { request_id: 'x', timestamp: '2000-01-01T00:00:00.000Z', user_id: 'x', session_id: 'x' },
    },
    (shape) => entryOf(new ReadableLine(1, shape)),
  );
  if (shapes === null) return entryOf;
  return (logLine) => {
    const entry = 'unreadable' in logLine ? null : shapes.valueOf(logLine.bytes);
    if ('unreadable' in logLine || entry === null) return entryOf(logLine);
    const timestamp = shapes.noted(NOTED.timestamp);
    const instantMs = instantOf(timestamp);
    if (timestamp !== null && instantMs === null) return entryOf(logLine);
    const { line, bytes } = logLine;
    if ('quarantined' in entry) return { line, quarantined: entry.quarantined };
    if ('skipped' in entry) return { line, skipped: entry.skipped, timestampMs: instantMs ?? entry.timestampMs };
    const { record } = entry;
    return {
      line,
      raw: bytes,
      // Written out: spreading an object makes a record several times as slow to build and to read.
      record: {
        requestId: shapes.noted(NOTED.requestId) ?? record.requestId,
        timestampMs: instantMs ?? record.timestampMs,
        userId: shapes.noted(NOTED.userId) ?? record.userId,
        sessionId: shapes.noted(NOTED.sessionId) ?? record.sessionId,
        model: record.model,
        route: record.route,
        response: record.response,
        tools: record.tools,
        status: record.status,
        attributes: record.attributes,
        revision: record.revision,
        prompt: record.prompt,
        systemPrompt: record.systemPrompt,
        earlierTurns: record.earlierTurns,
        turnIndex: record.turnIndex,
        context: record.context,
      },
    };
  };
}
