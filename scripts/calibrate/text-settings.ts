/** Where the texts of the text experiments come from, and what makes vectors of them. */
export interface TextSettings {
  readonly embedder: 'lexical' | 'http';
  /** `http`: address of the endpoint, and the model as it knows it. */
  readonly baseUrl: string;
  readonly model: string;
  /** File of JSON lines (plain or gzipped) with `user_id`, `session_id` and `prompt`; null: the simulator writes. */
  readonly logs: string | null;
  /** `http`: vectors of the texts of {@link poolTexts}, one after the other, as every thread reads them. */
  readonly vectors: SharedArrayBuffer | null;
}

/** Nothing but this machine is needed. */
export const LEXICAL: TextSettings = { embedder: 'lexical', baseUrl: '', model: '', logs: null, vectors: null };
