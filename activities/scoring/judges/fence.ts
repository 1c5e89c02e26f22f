import { sha256Hex } from '../../storage/artifact.js';

/** A named piece of production text; the name is ours: lower-case letters and underscores. */
export interface Block {
  readonly name: string;
  readonly text: string;
}

/**
 * Puts production text between tags that it cannot close: `<data-<24 hex> name="prompt">` … `</data-<24 hex>>`.
 * The tag is a digest of all the blocks together, so it is the same for the same texts, and a text that wanted to hold
 * its own tag would have to hold its own digest. Should one ever do, the next digest is taken.
 */
export function fence(blocks: readonly Block[]): { readonly tag: string; readonly text: string } {
  const tag = tagFor(blocks);
  const text = blocks.map((block) => `<${tag} name="${block.name}">\n${block.text}\n</${tag}>`).join('\n\n');
  return { tag, text };
}

/** What a model is asked about production text: which tag to trust, the fenced blocks, and what to do with them. */
export function fencedMessage(blocks: readonly Block[], instruction: string): string {
  const { tag, text } = fence(blocks);
  return `Every data block below opens with <${tag}> and closes with </${tag}>.\n\n${text}\n\n${instruction}`;
}

function tagFor(blocks: readonly Block[]): string {
  for (let attempt = 0; ; attempt += 1) {
    const digest = sha256Hex(JSON.stringify([attempt, blocks.map(({ name, text }) => [name, text])]));
    const tag = `data-${digest.slice(0, 24)}`;
    if (!blocks.some(({ text }) => text.includes(tag))) return tag;
  }
}
