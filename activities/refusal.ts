/**
 * Input or a situation that no retry can mend: the message says what was wrong, where, and what to change, and holds
 * no prompt, answer or secret. Temporal sees it as a non-retryable failure whose type is the code; the command line
 * prints it as one line.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Stable, such as `EmptyWindow` or `UnknownPrice`. */
  readonly code: string;

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
