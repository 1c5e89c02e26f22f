import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { parseJson } from '../scoring/conversation.js';
import { MOST_ID_CHARACTERS, MOST_ITEMS, type ParsedItems, type RawItem } from './item-import.js';
import { type ChatParts, chatParts, chatSchema } from './item-import-chat.js';
import { parseItemDocument } from './item-import-document.js';
import { ownItemName } from './item-import-own.js';
import { badInput, decodedText } from './item-import-text.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const sampleSchema = z.looseObject(
  {
    input: z.union([z.string().refine((text) => text.trim() !== '', 'must not be empty'), z.array(z.unknown())], {
      error: 'must be text or a list of {"role", "content"}; every sample needs one',
    }),
    target: z.union([scalar, z.array(scalar)], 'must be text or a list of texts').nullish(),
    choices: z.union([z.array(scalar), z.string()], 'must be a list of texts').nullish(),
    id: z
      .union([z.string(), z.int()], 'must be text or a whole number')
      .refine((id) => String(id).length <= MOST_ID_CHARACTERS, `at most ${MOST_ID_CHARACTERS} characters`)
      .nullish(),
    metadata: z.unknown().optional(),
  },
  'must be a JSON object',
);
type Sample = z.output<typeof sampleSchema>;

const FIELDS = new Set(['input', 'target', 'choices', 'id', 'metadata']);

/**
 * Reads samples of inspect_ai: JSONL, or a JSON list. Of an input that is a chat the last message is the prompt. Choices
 * are written below the prompt with their letters; a target of several texts gives its first one as the expected answer.
 * @throws {Refusal} `BadInput` at the first thing that is wrong: file, line and key, never the text itself
 */
export function parseInspect(bytes: Uint8Array, name: string): ParsedItems {
  const text = decodedText(bytes, name);
  const ignored = new Set<string>();
  const items: RawItem[] = [];
  for (const { line, value } of text.trimStart().startsWith('[') ? listed(text, name) : lined(text, name)) {
    if (items.length === MOST_ITEMS) throw badInput(name, line, null, `more than ${MOST_ITEMS} items; split the file`);
    const parsed = sampleSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw badInput(name, line, issue?.path.join('.') ?? null, issue?.message ?? 'is no sample');
    }
    for (const key of Object.keys(parsed.data)) if (!FIELDS.has(key)) ignored.add(key);
    items.push(itemOf(parsed.data, name, line));
  }
  if (items.length === 0) throw new Refusal('BadInput', `${name}: holds no sample`);
  return { items, ignored: [...ignored] };
}

interface Placed {
  readonly line: number;
  readonly value: unknown;
}

function* lined(text: string, name: string): Iterable<Placed> {
  for (const [at, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const value = parseJson(content);
    if (value === undefined) throw badInput(name, at + 1, null, 'must be a JSON object on one line');
    yield { line: at + 1, value };
  }
}

function* listed(text: string, name: string): Iterable<Placed> {
  const { value, lineOf } = parseItemDocument(text, name);
  for (const [at, sample] of (Array.isArray(value) ? value : []).entries()) yield { line: lineOf([at]), value: sample };
}

function itemOf(sample: Sample, name: string, line: number): RawItem {
  const parts = partsOf(sample.input, name, line);
  const target = Array.isArray(sample.target) ? sample.target[0] : sample.target;
  const metadata = typeof sample.metadata === 'string' ? parseJson(sample.metadata) : sample.metadata;
  const own = ownItemName(metadata);
  return {
    line,
    id: own.id ?? (sample.id === undefined || sample.id === null || sample.id === '' ? null : String(sample.id)),
    user: own.user,
    ...parts,
    prompt: withChoices(parts.prompt, choicesOf(sample.choices)),
    response: target === undefined || target === null || target === '' ? null : target,
    model: null,
  };
}

function partsOf(input: Sample['input'], name: string, line: number): ChatParts {
  if (typeof input === 'string') return { prompt: input, systemPrompt: null, earlierTurns: [] };
  const chat = chatSchema.safeParse(input);
  if (!chat.success) {
    const [issue] = chat.error.issues;
    throw badInput(name, line, ['input', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is no chat');
  }
  const parts = chatParts(chat.data);
  if ('problem' in parts) throw badInput(name, line, 'input', parts.problem);
  return parts;
}

function choicesOf(choices: Sample['choices']): readonly string[] {
  const list = typeof choices === 'string' ? choices.split(',') : (choices ?? []);
  return list.map((choice) => choice.trim()).filter((choice) => choice !== '');
}

function withChoices(prompt: string, choices: readonly string[]): string {
  if (choices.length === 0) return prompt;
  const lines = choices.map((choice, at) => `${at < 26 ? String.fromCharCode(65 + at) : at + 1}) ${choice}`);
  return `${prompt}\n\n${lines.join('\n')}`;
}
