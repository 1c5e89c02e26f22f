/** Data blocks of a prompt that holds material: `<data-… name="answer">` up to the closing tag. */
const FIRST_TAG = /<(data-[0-9a-f]+) name="/;

export interface DataBlocks {
  /** In their order; several may have one name. */
  readonly blocks: readonly { readonly name: string; readonly text: string }[];
  /** Everything else. */
  readonly outside: string;
}

/** The blocks between the tags that the prompt opens first. */
export function dataBlocks(prompt: string): DataBlocks {
  const tag = FIRST_TAG.exec(prompt)?.[1];
  if (tag === undefined) return { blocks: [], outside: prompt };
  const blocks: { name: string; text: string }[] = [];
  const block = new RegExp(`<${tag} name="([a-z_]+)">\\n([\\s\\S]*?)\\n</${tag}>`, 'g');
  const outside = prompt.replace(block, (_, name: string, text: string) => {
    blocks.push({ name, text });
    return '';
  });
  return { blocks, outside };
}
