import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { parseJson } from '../scoring/conversation.js';
import { MOST_ITEMS, type ParsedItems, type RawItem } from './item-import.js';
import { type ChatParts, chatParts, chatSchema } from './item-import-chat.js';
import { type ItemDocument, parseItemDocument } from './item-import-document.js';
import { expectedAnswer } from './item-import-expected.js';
import { ownItemName } from './item-import-own.js';
import { isFile, isReference, mergedTest, type PromptfooTest, promptfooTest } from './item-import-promptfoo-test.js';
import { renderTemplate, TemplateProblem } from './item-import-template.js';
import { badInput, decodedText } from './item-import-text.js';

/** Read by us; whatever else a test or config has is named as ignored. */
const TEST_FIELDS = new Set(['vars', 'assert', 'options', 'metadata', 'prompts', 'description']);
const CONFIG_FIELDS = new Set(['prompts', 'tests', 'defaultTest', 'description', 'providers', 'targets', 'tags']);

interface Prompt {
  readonly template: string | readonly { readonly role: string; readonly content: unknown }[];
  /** What a test may pick it by. */
  readonly names: readonly string[];
}

/**
 * Reads a promptfoo config (YAML or JSON), or a list of its tests such as our own export: every prompt filled in with the
 * variables of every test is an item. Texts and chats (`[{role, content}]`, as JSON or as a list) are prompts; lists of
 * texts among the variables give one item each; `defaultTest` is merged into every test. Of `assert` a reference answer
 * becomes the expected answer, see {@link expectedAnswer}. A list without prompts needs a variable named prompt, and may
 * have system_prompt, messages and reference_answer.
 * @throws {Refusal} `BadInput` at the first thing that is wrong: file, line and key, never the text itself
 */
export function parsePromptfoo(bytes: Uint8Array, name: string): ParsedItems {
  const text = decodedText(bytes, name);
  const document = testLines(text) ?? parseItemDocument(text, name);
  const isList = Array.isArray(document.value);
  const config = isList ? { tests: document.value } : document.value;
  const parsed = z.record(z.string(), z.unknown()).safeParse(config);
  if (!parsed.success) throw badInput(name, 1, null, 'must be a config with prompts and tests, or a list of tests');
  const reader = new SuiteReader(document, name, isList ? [] : ['tests']);
  return reader.items(parsed.data);
}

class SuiteReader {
  readonly #document: ItemDocument;
  readonly #name: string;
  readonly #testsPath: readonly string[];
  readonly #ignored = new Set<string>();

  constructor(document: ItemDocument, name: string, testsPath: readonly string[]) {
    this.#document = document;
    this.#name = name;
    this.#testsPath = testsPath;
  }

  items(config: Readonly<Record<string, unknown>>): ParsedItems {
    for (const key of Object.keys(config)) if (!CONFIG_FIELDS.has(key)) this.#ignored.add(key);
    if (config['scenarios'] !== undefined) throw this.#bad(['scenarios'], 'are not read; write their tests out');
    const defaults = this.#test(config['defaultTest'] ?? {}, ['defaultTest']);
    const prompts = config['prompts'] === undefined ? null : this.#prompts(config['prompts']);
    const given = config['tests'] ?? (prompts === null ? [] : [{}]);
    if (!Array.isArray(given)) {
      throw this.#bad(this.#testsPath, 'must be a list; files are not followed: import the file of the tests itself');
    }
    const items: RawItem[] = [];
    given.forEach((value: unknown, at) => {
      const path = [...this.#testsPath, at];
      const test = mergedTest(defaults, this.#test(value, path));
      for (const vars of this.#combinations(test, path)) {
        for (const item of this.#itemsOf(prompts, test, vars, path)) {
          if (items.length === MOST_ITEMS) throw this.#bad(path, `more than ${MOST_ITEMS} items; split the file`);
          items.push(item);
        }
      }
    });
    if (items.length === 0) throw new Refusal('BadInput', `${this.#name}: holds no test`);
    return { items, ignored: [...this.#ignored] };
  }

  #test(value: unknown, path: readonly (string | number)[]): PromptfooTest {
    const parsed = promptfooTest.safeParse(value);
    if (!parsed.success) throw this.#badIssue(path, parsed.error);
    for (const key of Object.keys(parsed.data)) if (!TEST_FIELDS.has(key)) this.#ignored.add(key);
    return parsed.data;
  }

  #prompts(value: unknown): Prompt[] {
    const list = Array.isArray(value) ? value : [value];
    return list.map((entry: unknown, at): Prompt => {
      const path = Array.isArray(value) ? ['prompts', at] : ['prompts'];
      const full = z.looseObject({ raw: z.string(), label: z.string().optional(), id: z.string().optional() });
      const object = full.safeParse(entry);
      const template = object.success ? object.data.raw : entry;
      if (typeof template === 'string') {
        if (isFile(template))
          throw this.#bad(path, 'names a file, which is not followed; put its text into the config');
        const names = object.success ? [object.data.label, object.data.id] : [];
        return { template, names: [...names, template].filter((text) => text !== undefined) };
      }
      const chat = z
        .array(z.object({ role: z.string(), content: z.unknown() }))
        .min(1)
        .safeParse(template);
      if (chat.success) return { template: chat.data, names: [] };
      throw this.#bad(path, 'must be text or a list of {role, content}; files are not followed');
    });
  }

  /** One set of variables for every combination of the texts in lists, as promptfoo expands them. */
  #combinations({ vars, options: { disableVarExpansion } }: PromptfooTest, path: readonly (string | number)[]) {
    let sets: Record<string, unknown>[] = [{}];
    for (const [key, value] of Object.entries(vars)) {
      if (typeof value === 'string' && isReference(value)) {
        throw this.#bad([...path, 'vars', key], 'names a file, which is not followed; put its text into the config');
      }
      const isExpanded = Array.isArray(value) && typeof value[0] === 'string' && disableVarExpansion !== true;
      const values: readonly unknown[] = isExpanded ? value : [value];
      if (sets.length * values.length > MOST_ITEMS)
        throw this.#bad(path, `more than ${MOST_ITEMS} items; split the file`);
      sets = sets.flatMap((set) => values.map((one) => ({ ...set, [key]: one })));
    }
    return sets;
  }

  #itemsOf(
    prompts: readonly Prompt[] | null,
    test: PromptfooTest,
    vars: Readonly<Record<string, unknown>>,
    path: readonly (string | number)[],
  ): RawItem[] {
    const render = (template: string, part: string) => this.#rendered(template, vars, [...path, part]);
    const expected = expectedAnswer(test.assert, (value) => render(value, 'assert'));
    for (const type of expected.ignored) this.#ignored.add(`assert ${type}`);
    const line = this.#document.lineOf(path);
    const rest = { line, ...ownItemName(test.metadata), model: null };
    if (prompts === null) {
      const parts = this.#plainParts(vars, path);
      const answer = typeof vars['reference_answer'] === 'string' ? render(vars['reference_answer'], 'vars') : '';
      return [{ ...rest, ...parts, response: expected.answer ?? (answer === '' ? null : answer) }];
    }
    const chosen = test.prompts;
    const asked = chosen === undefined ? prompts : prompts.filter(({ names }) => names.some((n) => chosen.includes(n)));
    return asked.map((prompt) => {
      const parts = this.#promptParts(prompt, test, vars, path);
      return { ...rest, ...parts, response: expected.answer };
    });
  }

  /** Tests without prompts: the variables that our own export writes. */
  #plainParts(vars: Readonly<Record<string, unknown>>, path: readonly (string | number)[]): ChatParts {
    const text = (key: string): string => {
      const value = vars[key];
      return typeof value === 'string' ? this.#rendered(value, vars, [...path, 'vars', key]) : '';
    };
    const prompt = text('prompt');
    if (prompt.trim() === '') {
      throw this.#bad(
        [...path, 'vars'],
        'no prompts in this file, and no variable named prompt; import the config that has them',
      );
    }
    const systemPrompt = text('system_prompt');
    const chat = chatSchema.safeParse(parseJson(text('messages')));
    const parts = chat.success ? chatParts(chat.data) : null;
    const turns = parts === null || 'problem' in parts ? [] : parts.earlierTurns;
    return { prompt, systemPrompt: systemPrompt === '' ? null : systemPrompt, earlierTurns: turns };
  }

  #promptParts(
    { template }: Prompt,
    { options: { prefix = '', suffix = '' } }: PromptfooTest,
    vars: Readonly<Record<string, unknown>>,
    path: readonly (string | number)[],
  ): ChatParts {
    const chat = typeof template === 'string' ? chatIn(template) : template;
    const filled =
      chat === undefined
        ? parseJsonChat(this.#rendered(`${prefix}${template as string}${suffix}`, vars, [...path, 'vars']))
        : chat.map((message) => this.#filledIn(message, vars, path));
    if (typeof filled === 'string') {
      if (filled.trim() === '') throw this.#bad(path, 'its prompt comes out empty');
      return { prompt: filled, systemPrompt: null, earlierTurns: [] };
    }
    const parsed = chatSchema.safeParse(filled);
    if (!parsed.success) throw this.#bad(path, `its chat: ${parsed.error.issues[0]?.message ?? 'cannot be read'}`);
    const parts = chatParts(parsed.data);
    if ('problem' in parts) throw this.#bad(path, `its chat ${parts.problem}`);
    return parts;
  }

  /** Every text in a message filled in, however deep it stands. */
  #filledIn(value: unknown, vars: Readonly<Record<string, unknown>>, path: readonly (string | number)[]): unknown {
    if (typeof value === 'string') return this.#rendered(value, vars, [...path, 'vars']);
    if (Array.isArray(value)) return value.map((one: unknown) => this.#filledIn(one, vars, path));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#filledIn(one, vars, path)]));
  }

  #rendered(template: string, vars: Readonly<Record<string, unknown>>, path: readonly (string | number)[]): string {
    try {
      return renderTemplate(template, vars);
    } catch (error) {
      if (error instanceof TemplateProblem) throw this.#bad(path, `the template ${error.message}`);
      throw error;
    }
  }

  #bad(path: readonly (string | number)[], problem: string): Refusal {
    return badInput(this.#name, this.#document.lineOf(path), path.join('.'), problem);
  }

  #badIssue(path: readonly (string | number)[], error: z.ZodError): Refusal {
    const [issue] = error.issues;
    const place = [...path, ...(issue?.path ?? []).map((step) => (typeof step === 'number' ? step : String(step)))];
    return this.#bad(place, issue?.message ?? 'cannot be read');
  }
}

/** A template that is a chat as it stands: its texts are filled in one by one, so that quotes in them do no harm. */
function chatIn(template: string): readonly unknown[] | undefined {
  const value = template.trimStart().startsWith('[') ? parseJson(template) : undefined;
  return Array.isArray(value) ? value : undefined;
}

/** A text that became a chat when it was filled in, or the text. */
function parseJsonChat(text: string): string | readonly unknown[] {
  const value = chatIn(text);
  return value?.every((turn) => typeof turn === 'object' && turn !== null && 'role' in turn) === true ? value : text;
}

/** Tests as JSONL, one a line; undefined for any other text. */
function testLines(text: string): ItemDocument | undefined {
  const lines = text.split('\n').flatMap((content, at) => (content.trim() === '' ? [] : [{ line: at + 1, content }]));
  const tests = lines.map(({ content }) => (content.startsWith('{') ? parseJson(content) : undefined));
  if (lines.length < 2 || tests.includes(undefined)) return undefined;
  return { value: tests, lineOf: ([at]) => lines[Number(at ?? 0)]?.line ?? 1 };
}
