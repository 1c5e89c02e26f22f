import { z } from 'zod';
import type { TopicNamesConfig } from '../../pipeline/topic-names-config.js';
import { sha256Hex } from '../../storage/artifact.js';
import { canonicalJson } from '../../storage/canonical-json.js';
import type { Layout } from '../../storage/layout.js';
import { answerEntry } from '../ledger.js';
import type { ModelRequest } from '../models/model-client.js';
import type { PaidCalls } from '../paid-call.js';
import { fitRequest, nameRequest, namerDigest, type ProposedName, readFit, readName } from './name-requests.js';
import { insideOf, type TopicPrompts } from './topic-name-row.js';

const { outcome: _outcome, text: _text, ...paid } = answerEntry.shape;
const outcome = z.enum(['scored', 'refusal', 'truncated', 'error']);

const nameEntry = z.object({
  ...paid,
  outcome,
  proposed: z.object({ name: z.string(), description: z.string() }).nullable(),
});
type NameEntry = z.output<typeof nameEntry>;

const fitEntry = z.object({ ...paid, outcome, fits: z.boolean().nullable() });
type FitEntry = z.output<typeof fitEntry>;

/** Enough of a digest that no two questions have the same. */
const DIGEST_LENGTH = 32;

/** Finds names and tests them, each call paid once and kept in the ledger under what was asked. */
export class TopicNamer {
  readonly #config: TopicNamesConfig;
  readonly #layout: Layout;
  readonly #digest: string;

  constructor(config: TopicNamesConfig, layout: Layout) {
    this.#config = config;
    this.#layout = layout;
    this.#digest = namerDigest(config);
  }

  /** From the prompts that are shown. @throws whatever `calls` throws */
  async name({ shown }: TopicPrompts, calls: PaidCalls): Promise<NameEntry> {
    const inside = insideOf(shown).map(({ prompt }) => prompt);
    const outside = shown.filter(({ is_inside: isInside }) => !isInside).map(({ prompt }) => prompt);
    const request = nameRequest(this.#config, { inside, outside });
    return await calls.settle({
      key: this.#key('name', request),
      schema: nameEntry,
      request,
      read: (reply, cost): NameEntry => {
        const judgement = readName(reply.text, reply.stopReason);
        const proposed = judgement.outcome === 'scored' ? judgement.value : null;
        return { ...cost, outcome: judgement.outcome, proposed };
      },
    });
  }

  /** Whether one prompt fits a name. @throws whatever `calls` throws */
  async fit(proposed: ProposedName, prompt: string, calls: PaidCalls): Promise<FitEntry> {
    const request = fitRequest(this.#config, proposed, prompt);
    return await calls.settle({
      key: this.#key('fit', request),
      schema: fitEntry,
      request,
      read: (reply, cost): FitEntry => {
        const judgement = readFit(reply.text, reply.stopReason);
        return { ...cost, outcome: judgement.outcome, fits: judgement.outcome === 'scored' ? judgement.value : null };
      },
    });
  }

  #key(kind: 'name' | 'fit', { messages }: ModelRequest): string {
    const asked = sha256Hex(canonicalJson({ kind, messages })).slice(0, DIGEST_LENGTH);
    return this.#layout.judgement(this.#digest, `topic-${kind}-${asked}`);
  }
}
