/** What a process says when it ends; scripts and CI depend on these. */
export const EXIT = {
  fine: 0,
  failed: 1,
  wrongInput: 2,
  /** The gate does not pass. */
  hold: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
