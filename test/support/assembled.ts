import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

/** What a text of WebAssembly makes, as base64. */
export async function assembled(text: URL): Promise<string> {
  const { parseWat } = await wabt();
  const module = parseWat(basename(fileURLToPath(text)), await readFile(text, 'utf8'), {
    simd: true,
    bulk_memory: true,
  });
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}
