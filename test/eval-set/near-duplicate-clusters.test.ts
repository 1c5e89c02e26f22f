import { describe, expect, it } from 'vitest';
import { clusterNearDuplicates } from '../../activities/eval-set/near-duplicate-clusters.js';
import { type PlantedPrompt, plantedPrompts, type VariantKind } from './prompt-world.js';

describe('the clusters of 10,000 prompts with planted duplicates', () => {
  const prompts = plantedPrompts(10_000, 'clusters');
  const { leaders, sizes } = clusterNearDuplicates(prompts.map(({ text }) => text));

  // A prompt is found when it lies where most of its group lies.
  it.each<{ kind: VariantKind; least: number }>([
    { kind: 'exact', least: 0.99 },
    { kind: 'white-space', least: 0.99 },
    { kind: 'template', least: 0.95 },
  ])('hold at least $least of the $kind variants together', ({ kind, least }) => {
    const home = homesOf(prompts, leaders);
    const variants = [...prompts.keys()].filter((at) => prompts[at]?.kind === kind);
    const found = variants.filter((at) => leaders[at] === home.get(prompts[at]?.group ?? -1));
    expect(variants.length).toBeGreaterThan(500);
    expect(found.length / variants.length).toBeGreaterThanOrEqual(least);
  });

  it('put at most one prompt in a hundred into a cluster that is not its own', () => {
    const wrong = [...prompts.keys()].filter((at) => prompts[leaders[at] ?? -1]?.group !== prompts[at]?.group);
    expect(wrong.length).toBeLessThanOrEqual(prompts.length / 100);
  });

  it('count every prompt once', () => {
    const counted = [...leaders.keys()].reduce((sum, at) => sum + (leaders[at] === at ? (sizes[at] ?? 0) : 0), 0);
    expect(counted).toBe(prompts.length);
    expect([...leaders].every((leader, at) => sizes[leader] === sizes[at])).toBe(true);
  });
});

describe('a cluster', () => {
  it('is not a chain: small changes do not add up', () => {
    const words = 'alder birch cedar elm fir hazel ivy juniper larch maple oak pine rowan spruce willow yew'.split(' ');
    const chain = words.map((_, changed) => words.map((word, at) => (at < changed ? `new${word}` : word)).join(' '));
    const { leaders } = clusterNearDuplicates(chain);
    expect(new Set(leaders).size).toBeGreaterThan(2);
  });

  it.each([
    ['the same text', 'How do I reset it?', 'how do  I reset\nit?'],
    ['names and numbers', 'Remind Mara of bill 17 please, kindly', 'Remind Tobin of bill 2,340 please, kindly'],
    ['dates in words', 'Plan the trip with Ilse on 3 March', 'Plan the trip with Udo on 12 October'],
    ['placeholders', 'Write to [EMAIL_1] that the parcel is late', 'Write to [PHONE_2] that the parcel is late'],
    ['names of several words', 'Please call Mara about the offer', 'Please call Sanne de Roo about the offer'],
    ['German names', 'Schreibe bitte an Mara, wie es der Katze geht', 'Schreibe bitte an Tobin, wie es der Katze geht'],
    ['Chinese names', '请给林森写一封关于发票4411的邮件', '请给高岚写一封关于发票9920的邮件'],
    ['Japanese names', '森川さんに丁寧なメールを書いてください', '白石さんに丁寧なメールを書いてください'],
    ['Korean names', '민수에게 정중한 이메일을 작성해 주세요', '지현에게 정중한 이메일을 작성해 주세요'],
  ])('holds prompts that differ by %s', (_what, a, b) => {
    expect(new Set(clusterNearDuplicates([a, b]).leaders).size).toBe(1);
  });

  it('holds a light paraphrase of a long prompt', () => {
    const text = (verb: string) =>
      `my landlord wants to raise the rent from next month although the contract says otherwise, please ${verb} a friendly letter that asks him to keep to what we agreed on when we moved in`;
    expect(new Set(clusterNearDuplicates([text('write'), text('draft')]).leaders).size).toBe(1);
  });

  const preamble = 'You are a polite assistant of a library. Answer briefly and never guess. '.repeat(5);
  it.each([
    ['another verb', 'How do I cancel my plan?', 'How do I upgrade my plan?'],
    ['another noun in German', 'Wie kündige ich mein Abonnement bei euch?', 'Wie kündige ich mein Konto bei euch?'],
    ['another verb in Chinese', '如何取消我的订阅？', '如何升级我的订阅？'],
    ['a number and next to nothing else', 'Order 17', 'Order 18'],
    ['the question after a long preamble', `${preamble}Where is the lift?`, `${preamble}When do you close?`],
    [
      'one word of the question after a preamble',
      `${preamble}How do I lend a book?`,
      `${preamble}How do I print a book?`,
    ],
  ])('does not hold prompts that differ by %s', (_what, a, b) => {
    expect(new Set(clusterNearDuplicates([a, b]).leaders).size).toBe(2);
  });
});

/** Per group the cluster that holds most of it. */
function homesOf(prompts: readonly PlantedPrompt[], leaders: Int32Array): Map<number, number> {
  const counts = new Map<number, Map<number, number>>();
  prompts.forEach(({ group }, at) => {
    const leader = leaders[at] ?? -1;
    const own = counts.get(group) ?? new Map<number, number>();
    counts.set(group, own.set(leader, (own.get(leader) ?? 0) + 1));
  });
  return new Map([...counts].map(([group, own]) => [group, [...own].sort((a, b) => b[1] - a[1])[0]?.[0] ?? -1]));
}
