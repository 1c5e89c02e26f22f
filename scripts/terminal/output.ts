import pc from 'picocolors';
import { cleanText } from './clean-text.js';

/** Results for people or for programs: whole sentences and tables, or one line of JSON. */
export function printResult(isJson: boolean | undefined, value: unknown, text: () => string): void {
  process.stdout.write(isJson === true ? `${JSON.stringify(value)}\n` : `${text()}\n`);
}

/** One line of progress on stderr: stdout belongs to results. */
export function printNote(line: string): void {
  process.stderr.write(`${cleanText(line)}\n`);
}

const colours = pc.createColors(process.stdout.isTTY && pc.isColorSupported);

export const { green, red, yellow, bold } = colours;

/** Reports a state that the next line replaces. */
export interface LiveLine {
  /** Shows a state; on a terminal it overwrites the last one, elsewhere it is printed when it differs. */
  show(line: string): void;
  /** Leaves the last state standing. */
  end(): void;
}

export function createLiveLine(stream: NodeJS.WriteStream = process.stderr): LiveLine {
  let last = '';
  return {
    show(line) {
      const text = cleanText(line);
      if (stream.isTTY) {
        stream.write(`\r\u001b[2K${text.slice(0, Math.max(20, stream.columns - 1))}`);
      } else if (text !== last) {
        stream.write(`${text}\n`);
      }
      last = text;
    },
    end() {
      if (stream.isTTY && last !== '') stream.write('\n');
      last = '';
    },
  };
}
