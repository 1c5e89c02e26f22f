import { describe, expect, it } from 'vitest';
import { modelFamily } from '../../activities/scoring/model-family.js';

describe('the family of a model', () => {
  it.each([
    ['claude-opus-4-5', 'anthropic'],
    ['us.anthropic.claude-sonnet-4-5-v1:0', 'anthropic'],
    ['openrouter/openai/gpt-5', 'openai'],
    ['o3-mini', 'openai'],
    ['gemini-2.5-pro', 'google'],
    ['models/gemma-3-27b', 'google'],
    ['meta-llama/Llama-3.3-70B-Instruct', 'meta'],
    ['Qwen/Qwen3-32B', 'alibaba'],
    ['inhouse-7b', 'inhouse'],
    ['team/inhouse-large', 'inhouse'],
  ])('%s is %s', (model, family) => {
    expect(modelFamily(model)).toBe(family);
  });

  it.each(['', ' ', 'unknown'])('is not known of "%s"', (model) => {
    expect(modelFamily(model)).toBeNull();
  });
});
