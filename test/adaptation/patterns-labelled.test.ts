import { afterAll, describe, expect, it } from 'vitest';
import type { PromptPattern } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import {
  type Agreement,
  agreementOf,
  isSize,
  type LabelledParts,
  labelledPatterns,
  labelledTexts,
  partsOf,
} from './labelled-patterns.js';

const LEAST = 0.95;
/** Rules find less of what they were not written for. */
const LEAST_UNSEEN = { precision: 0.95, recall: 0.9 };
const LANGUAGES = ['en', 'de', 'fr', 'es'];
const rows: string[] = [];

function patternNamed(name: string): PromptPattern {
  const pattern = PROMPT_PATTERNS.find((candidate) => candidate.name === name);
  if (pattern === undefined) throw new Error(`labelled/${name}.jsonl labels a pattern that is not measured`);
  return pattern;
}

/** Precision and recall of all patterns together on one part of their texts. */
function pooled(part: keyof LabelledParts): { precision: number; recall: number } {
  let [hits, missed, alarms] = [0, 0, 0];
  for (const name of labelledPatterns()) {
    if (isSize(name)) continue;
    const texts = partsOf(labelledTexts(name))[part];
    const wrong = agreementOf(patternNamed(name), texts).wrong.map(({ expected }) => expected);
    const misses = wrong.filter((expected) => expected === 1).length;
    missed += misses;
    alarms += wrong.length - misses;
    hits += texts.filter(({ expected }) => expected === 1).length - misses;
  }
  rows.push(`${part}, pooled: precision ${hits}/${hits + alarms}, recall ${hits}/${hits + missed}`);
  return { precision: hits / (hits + alarms), recall: hits / (hits + missed) };
}

function figures({ texts, precision, recall }: Agreement): string {
  return [texts, precision.toFixed(3), recall.toFixed(3)].map((figure) => String(figure).padStart(7)).join('');
}

afterAll(() => {
  const head = `${'pattern'.padEnd(24)}      n   prec.    rec. | held out             | unseen`;
  process.stdout.write(`${[head, ...rows].join('\n')}\n`);
});

describe('every pattern of a single text agrees with its labelled texts', () => {
  it.each(labelledPatterns())('%s', (name) => {
    const parts = partsOf(labelledTexts(name));
    const developed = agreementOf(patternNamed(name), parts.developed);
    const heldOut = agreementOf(patternNamed(name), parts.heldOut);
    const unseen = parts.unseen.length === 0 ? '' : figures(agreementOf(patternNamed(name), parts.unseen));
    rows.push(`${name.padEnd(24)}${figures(developed)} |${figures(heldOut)} |${unseen}`);
    for (const { precision, recall, wrong } of [developed, heldOut])
      expect(Math.min(precision, recall), JSON.stringify(wrong)).toBeGreaterThanOrEqual(LEAST);
  });

  it('and, all patterns together, with texts that were written after they were done', () => {
    const { precision, recall } = pooled('heldOut');
    expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(LEAST);
  });

  it('and, sixteen together and less closely, with texts that no rule was ever changed by', () => {
    const { precision, recall } = pooled('unseen');
    expect(precision).toBeGreaterThanOrEqual(LEAST_UNSEEN.precision);
    expect(recall).toBeGreaterThanOrEqual(LEAST_UNSEEN.recall);
  });
});

describe('the labelled texts', () => {
  it.each(labelledPatterns())('of %s are many, distinct, of several languages and half of them negative', (name) => {
    const texts = labelledTexts(name);
    const { developed, heldOut, unseen } = partsOf(texts);
    expect(developed.length).toBeGreaterThanOrEqual(40);
    expect(heldOut.length).toBeGreaterThanOrEqual(isSize(name) ? 30 : 50);
    if (unseen.length > 0) expect(unseen.length).toBeGreaterThanOrEqual(39);
    expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
    const languages = new Set(texts.map(({ language }) => language));
    expect(LANGUAGES.filter((language) => !languages.has(language))).toEqual([]);
    expect(['zh', 'ja', 'pt'].some((language) => languages.has(language))).toBe(true);
    if (isSize(name)) return;
    const shown = texts.filter(({ expected }) => expected === 1).length;
    expect(Math.abs(shown / texts.length - 0.5)).toBeLessThan(0.1);
  });
});
