import { printNote } from './output.js';

const INTERRUPTED = 130;

/** While `work` runs, ctrl-C says what goes on without this process, then ends it. */
export async function withInterruptNote<T>(note: string, work: () => Promise<T>): Promise<T> {
  const interrupt = (): void => {
    printNote('');
    printNote(note);
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', interrupt);
  try {
    return await work();
  } finally {
    process.off('SIGINT', interrupt);
  }
}
