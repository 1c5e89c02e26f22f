import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type LogLine, MAX_LINE_BYTES, readLogLines } from '../../activities/traffic/log-lines.js';
import { unpack } from '../../activities/traffic/unpacking.js';

async function linesOf(bytes: Uint8Array, chunkBytes = 7): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
  }
  for await (const batch of readLogLines(unpack(chunks()))) lines.push(...batch);
  return lines;
}

const texts = (lines: readonly LogLine[]) => lines.map((line) => ('text' in line ? line.text : line.unreadable));

describe('lines of a log object', () => {
  it.each([1, 2, 3, 1000])(
    'are the same in chunks of %i bytes, a character cut in two included',
    async (chunkBytes) => {
      const bytes = Buffer.from('größe 🌊\nzwei\ndrei');
      expect(texts(await linesOf(bytes, chunkBytes))).toEqual(['größe 🌊', 'zwei', 'drei']);
      expect(texts(await linesOf(gzipSync(bytes), chunkBytes))).toEqual(['größe 🌊', 'zwei', 'drei']);
    },
  );

  it('lose byte-order marks, carriage returns and blank lines', async () => {
    expect(texts(await linesOf(Buffer.from('\uFEFFone\r\n\r\n   \n\ntwo\r\n')))).toEqual(['one', 'two']);
  });

  it('keep their numbers when blank ones are passed over', async () => {
    expect(await linesOf(Buffer.from('\n\none\n\ntwo'))).toMatchObject([
      { line: 3, text: 'one' },
      { line: 5, text: 'two' },
    ]);
  });

  it('go on over gzip members that follow each other', async () => {
    const members = Buffer.concat([gzipSync('one\ntw'), gzipSync('o\n'), gzipSync('three')]);
    expect(texts(await linesOf(members))).toEqual(['one', 'two', 'three']);
  });

  it.each([1, 5, 1000])('hold the bytes of their text and no others, in chunks of %i bytes', async (chunkBytes) => {
    const lines = await linesOf(Buffer.from('\uFEFFgröße\r\n \t\uFEFFgröße \n\u00A0größe'), chunkBytes);
    expect(lines.map((line) => 'bytes' in line && Buffer.from(line.bytes).toString())).toEqual(Array(3).fill('größe'));
  });

  it('keep a control character, which no JSON allows', async () => {
    expect(texts(await linesOf(Buffer.from('\u0001{}\n{}\u0000\n')))).toEqual(['\u0001{}', '{}\u0000']);
  });

  it('that are no UTF-8 are told apart from their neighbours', async () => {
    const bytes = Buffer.concat([Buffer.from('one\n'), Buffer.from([0x66, 0xff, 0xfe, 0x0a]), Buffer.from('three\n')]);
    expect(texts(await linesOf(bytes))).toEqual(['one', 'invalid_utf8', 'three']);
  });

  it('may be megabytes long, up to a limit beyond which only the line is lost', async () => {
    const long = 'x'.repeat(1_500_000);
    const bytes = Buffer.from(`${long}\n${'y'.repeat(MAX_LINE_BYTES + 1)}\nshort\n`);
    expect(texts(await linesOf(gzipSync(bytes), 65_536))).toEqual([long, 'line_too_long', 'short']);
  });

  it('of a cut gzip stream end in an error', async () => {
    const whole = gzipSync('some line\n'.repeat(1000));
    await expect(linesOf(whole.subarray(0, whole.length - 9))).rejects.toMatchObject({ reason: 'damaged_gzip' });
  });

  it('let go of the connection when nobody wants more', async () => {
    let isClosed = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from('line\n');
      } finally {
        isClosed = true;
      }
    }
    for await (const [line] of readLogLines(unpack(endless()))) {
      expect(line).toMatchObject({ line: 1, text: 'line' });
      break;
    }
    expect(isClosed).toBe(true);
  });
});
