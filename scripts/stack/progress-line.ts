/** Told what is going on; `passing` lines report a state that the next line replaces. */
export type Progress = (line: string, options?: { readonly passing?: boolean }) => void;

const MS_BETWEEN_PASSING_LINES = 15_000;

/**
 * Progress on a stream: a passing line overwrites itself on a terminal, and appears every 15 s in a log file.
 */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const terminal = stream.isTTY;
  let lastPassingMs = 0;
  return (line, { passing = false } = {}) => {
    if (terminal) {
      stream.write(`\r\u001b[2K${line}${passing ? '' : '\n'}`);
      return;
    }
    const nowMs = Date.now();
    if (passing && nowMs - lastPassingMs < MS_BETWEEN_PASSING_LINES) return;
    if (passing) lastPassingMs = nowMs;
    stream.write(`${line}\n`);
  };
}

/** Runs `work` while a passing line says, every second, what it is and how long it has taken. */
export async function timed<T>(progress: Progress, line: string, work: () => Promise<T>): Promise<T> {
  const startMs = performance.now();
  const elapsed = () => `${Math.round((performance.now() - startMs) / 1000)} s`;
  progress(line);
  const ticking = setInterval(() => progress(`  … ${elapsed()}`, { passing: true }), 1000);
  try {
    const result = await work();
    clearInterval(ticking);
    progress(`  done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(ticking);
  }
}
