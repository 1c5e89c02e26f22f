import { sha256Hex } from '../storage/artifact.js';

/** The id under which a request is scored, wherever it appears: one id, one paid answer per arm. */
export function itemIdOf(requestId: string): string {
  return `i_${sha256Hex(requestId).slice(0, 20)}`;
}
