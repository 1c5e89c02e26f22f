/** What a topic's prompts are made of. A thing names its topic: no thing occurs in another topic's prompts. */
export interface Topic {
  readonly id: string;
  /** The word that most of its prompts share. */
  readonly domain: string;
  readonly things: readonly string[];
  /** Complaints that follow "<thing> ...". */
  readonly troubles: readonly string[];
  /** Wishes that follow "I want to ...". */
  readonly goals: readonly string[];
  readonly circumstances: readonly string[];
  /** Who would know: used by people who cast the assistant in a role. */
  readonly expert: string;
  readonly german: ForeignWords;
  readonly french: ForeignWords;
}

interface ForeignWords {
  readonly domain: string;
  readonly things: readonly string[];
  readonly troubles: readonly string[];
}
