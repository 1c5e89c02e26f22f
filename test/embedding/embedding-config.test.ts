import { describe, expect, it } from 'vitest';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';

const BARE =
  'name: shop\nstorage: { bucket: my-bucket }\ntraffic: { prefix: logs/ }\nscoring: { judge: { model: j } }\n';

function problemsOf(more: string): string {
  try {
    parsePipeline(`${BARE}${more}`, 'p.yaml');
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('the embedding section', () => {
  it('is lexical without a word said', () => {
    expect(parsePipeline(BARE, 'p.yaml').embedding).toMatchObject({ kind: 'lexical', dimension: 384 });
  });

  it.each([
    ['embedding: { kind: http, baseUrl: "http://localhost:8000/v1", model: e5-small }', ''],
    ['embedding: { kind: http, model: e5 }', 'p.yaml:5:1: embedding.baseUrl: is missing; kind http needs an address'],
    ['embedding: { kind: http, baseUrl: "https://x/v1" }', 'embedding.model: is missing; kind http needs a model id'],
    ['embedding: { kind: onnx }', 'embedding.folder: is missing; kind onnx needs a folder'],
    ['embedding: { model: e5 }', 'embedding.model: is for kind http, and kind is lexical; remove it or change kind'],
    ['embedding: { prefix: "query: " }', 'embedding.prefix: is for kind http and onnx, and kind is lexical'],
    [
      'embedding: { kind: onnx, folder: m, baseUrl: "http://x" }',
      'embedding.baseUrl: is for kind http, and kind is onnx',
    ],
    ['embedding: { kind: http, baseUrl: ftp://x, model: m }', 'an address that starts with http:// or https://'],
    [
      'embedding: { kind: http, baseUrl: "http://x", model: m, keyEnv: "my key" }',
      'the name of an environment variable',
    ],
    ['embedding: { kind: word2vec }', 'allowed: one of lexical, http, onnx'],
    [
      'embedding: { kind: onnx, folder: m }\nsample: { strata: [topic] }',
      'sample.strata: topic needs embedding.kind lexical',
    ],
  ])('%s -> %s', (yaml, problem) => {
    const text = problemsOf(yaml);
    if (problem === '') expect(text).toBe('');
    else expect(text).toContain(problem);
  });
});
