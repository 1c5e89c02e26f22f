import { afterAll, describe, expect, it } from 'vitest';
import type { PromptPattern } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import {
  type Agreement,
  agreementOf,
  isSize,
  type LabelledText,
  labelledPatterns,
  labelledTexts,
} from './labelled-patterns.js';

const LEAST = 0.95;
const LANGUAGES = ['en', 'de', 'fr', 'es'];
const rows: string[] = [];

function patternNamed(name: string): PromptPattern {
  const pattern = PROMPT_PATTERNS.find((candidate) => candidate.name === name);
  if (pattern === undefined) throw new Error(`labelled/${name}.jsonl labels a pattern that is not measured`);
  return pattern;
}

function part(texts: readonly LabelledText[], heldOut: boolean): LabelledText[] {
  return texts.filter((labelled) => (labelled.heldOut ?? false) === heldOut);
}

function figures({ texts, precision, recall }: Agreement): string {
  return [texts, precision.toFixed(3), recall.toFixed(3)].map((figure) => String(figure).padStart(7)).join('');
}

afterAll(() => {
  const head = `${'pattern'.padEnd(24)}      n   prec.    rec. | held out`;
  process.stdout.write(`${[head, ...rows].join('\n')}\n`);
});

describe('every pattern of a single text agrees with its labelled texts', () => {
  it.each(labelledPatterns())('%s', (name) => {
    const texts = labelledTexts(name);
    const developed = agreementOf(patternNamed(name), part(texts, false));
    const heldOut = agreementOf(patternNamed(name), part(texts, true));
    rows.push(`${name.padEnd(24)}${figures(developed)} |${figures(heldOut)}`);
    for (const { precision, recall, wrong } of [developed, heldOut])
      expect(Math.min(precision, recall), JSON.stringify(wrong)).toBeGreaterThanOrEqual(LEAST);
  });

  it('and, all patterns together, with texts that were written after they were done', () => {
    const heldOut = labelledPatterns()
      .filter((name) => !isSize(name))
      .map((name) => {
        const texts = part(labelledTexts(name), true);
        const { wrong } = agreementOf(patternNamed(name), texts);
        const shown = texts.filter(({ expected }) => expected === 1).length;
        const missed = wrong.filter(({ expected }) => expected === 1).length;
        return { shown, missed, alarms: wrong.length - missed };
      });
    const total = (of: 'shown' | 'missed' | 'alarms') => heldOut.reduce((sum, each) => sum + each[of], 0);
    const hits = total('shown') - total('missed');
    rows.push(`held out, pooled: precision ${hits}/${hits + total('alarms')}, recall ${hits}/${total('shown')}`);
    expect(Math.min(hits / (hits + total('alarms')), hits / total('shown'))).toBeGreaterThanOrEqual(LEAST);
  });
});

describe('the labelled texts', () => {
  it.each(labelledPatterns())('of %s are many, distinct, of several languages and half of them negative', (name) => {
    const texts = labelledTexts(name);
    expect(part(texts, false).length).toBeGreaterThanOrEqual(40);
    expect(part(texts, true).length).toBeGreaterThanOrEqual(isSize(name) ? 30 : 50);
    expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
    const languages = new Set(texts.map(({ language }) => language));
    expect(LANGUAGES.filter((language) => !languages.has(language))).toEqual([]);
    expect(['zh', 'ja', 'pt'].some((language) => languages.has(language))).toBe(true);
    if (isSize(name)) return;
    const shown = texts.filter(({ expected }) => expected === 1).length;
    expect(Math.abs(shown / texts.length - 0.5)).toBeLessThan(0.1);
  });
});
