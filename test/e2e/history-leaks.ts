import type { Client } from '@temporalio/client';

const SHINGLE = 20;

export interface Histories {
  readonly workflows: number;
  readonly text: string;
}

/** Every history of a namespace as text, payloads decoded: what a reader of exported histories could find. */
export async function readHistories(client: Client): Promise<Histories> {
  const parts: string[] = [];
  let workflows = 0;
  for await (const { workflowId, runId } of client.workflow.list()) {
    workflows += 1;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const event of history.events ?? []) {
      parts.push(
        JSON.stringify(event, (_key, value: unknown) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
        ),
      );
    }
  }
  // Payloads are JSON inside JSON: unescape them as often as they were escaped.
  return { workflows, text: parts.join('\n').replaceAll('\\', '') };
}

/** Those of the texts of which any 20 characters in a row stand in the histories. */
export function leakedTexts(histories: Histories, texts: readonly string[]): string[] {
  const windows = new Set<number>();
  for (let start = 0; start + SHINGLE <= histories.text.length; start += 1) windows.add(hashAt(histories.text, start));
  return texts.filter((raw) => {
    const text = raw.replaceAll('\\', '').replaceAll('\n', 'n');
    for (let start = 0; start + SHINGLE <= text.length; start += 1) {
      if (windows.has(hashAt(text, start)) && histories.text.includes(text.slice(start, start + SHINGLE))) return true;
    }
    return false;
  });
}

function hashAt(text: string, start: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < start + SHINGLE; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
