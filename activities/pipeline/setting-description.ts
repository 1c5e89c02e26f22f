import { z } from 'zod';
import { pipelineSchema } from './config.js';

/** What the schema says about one setting, in the words of JSON Schema. */
export interface SettingDescription {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, SettingDescription>>;
  readonly required?: readonly string[];
  readonly items?: SettingDescription;
  readonly additionalProperties?: SettingDescription | false;
}

/** The whole configuration, as a person may write it: defaults are optional. */
export const pipelineDescription: SettingDescription = describePipeline();

function describePipeline(): SettingDescription {
  const schema: unknown = z.toJSONSchema(pipelineSchema, { io: 'input' });
  if (isSetting(schema)) return schema;
  throw new TypeError('the pipeline schema has no JSON Schema');
}

function isSetting(schema: unknown): schema is SettingDescription {
  return typeof schema === 'object' && schema !== null && 'properties' in schema;
}

/** The setting at a path, or undefined when the schema has none there. */
export function settingAt(path: readonly PropertyKey[]): SettingDescription | undefined {
  let setting: SettingDescription | undefined = pipelineDescription;
  for (const step of path) {
    if (setting === undefined) return undefined;
    if (typeof step === 'number') setting = setting.items;
    else if (setting.properties !== undefined) setting = ownValue(setting.properties, String(step));
    else setting = setting.additionalProperties === false ? undefined : setting.additionalProperties;
  }
  return setting;
}

/** What a setting may be: `a whole number above 0`, `one of route, model`, `text of at least 3 characters`. */
export function allowedText(setting: SettingDescription): string {
  if (setting.const !== undefined) return `only ${String(setting.const)}`;
  if (setting.enum !== undefined) return `one of ${setting.enum.join(', ')}`;
  switch (setting.type) {
    case 'integer':
      return `a whole number${rangeText(setting)}`;
    case 'number':
      return `a number${rangeText(setting)}`;
    case 'string':
      return stringText(setting);
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${countText(setting)}${setting.items === undefined ? '' : `, each ${allowedText(setting.items)}`}`;
    case 'object':
      return setting.properties === undefined
        ? 'a section with keys of your own'
        : `a section with ${Object.keys(setting.properties).join(', ')}`;
    case undefined:
    default:
      return 'another value';
  }
}

function rangeText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SettingDescription): string {
  const low =
    exclusiveMinimum !== undefined
      ? `above ${exclusiveMinimum}`
      : isBound(minimum)
        ? `of at least ${minimum}`
        : undefined;
  const high =
    exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : isBound(maximum) ? `at most ${maximum}` : undefined;
  if (isBound(minimum) && isBound(maximum)) return ` from ${minimum} to ${maximum}`;
  const bounds = [low, high].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
}

/** JSON Schema bounds every integer by what a double can hold; nobody needs to read that. */
function isBound(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

function stringText({ format, pattern, minLength }: SettingDescription): string {
  if (format === 'date') return 'a day such as 2026-10-05';
  if (pattern !== undefined) return `text that matches ${pattern}`;
  if (minLength === undefined) return 'text';
  if (minLength === 1) return 'text that is not empty';
  return `text of at least ${minLength} characters`;
}

function countText({ minItems, maxItems }: SettingDescription): string {
  if (minItems !== undefined && maxItems !== undefined) return ` of ${minItems} to ${maxItems} entries`;
  if (maxItems !== undefined) return ` of at most ${maxItems} entries`;
  return minItems === undefined ? '' : ` of at least ${minItems} entries`;
}

function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
