import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Refusal } from '../refusal.js';

/** The part of a tensor that is used here. */
export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** The part of onnxruntime-node that is used here. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, OnnxTensor>>>;
}

interface OnnxModule {
  readonly InferenceSession: { create(path: string, options: object): Promise<OnnxSession> };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown;
}

/** The part of @huggingface/tokenizers that is used here. */
export interface TextTokenizer {
  encode(text: string): { readonly ids: readonly number[] };
}

interface TokenizerModule {
  readonly Tokenizer: new (tokenizer: object, config: object) => TextTokenizer;
}

export interface OnnxModules {
  readonly onnx: OnnxModule;
  readonly tokenizers: TokenizerModule;
}

/** Loads a package by its name. */
export type ImportPackage = (name: string) => Promise<unknown>;

const RUNTIME = 'onnxruntime-node';
const TOKENIZERS = '@huggingface/tokenizers';
/** Its own postinstall step would fetch CUDA libraries, which nothing here uses, and fails without a network. */
const INSTALL = `ONNXRUNTIME_NODE_INSTALL=skip npm install ${RUNTIME}@1.30.0 ${TOKENIZERS}@0.2.0`;

const importInstalled: ImportPackage = async (name) => (await import(name)) as unknown;

/** Loads packages that are installed in another folder. */
export function importFrom(folder: string): ImportPackage {
  const { resolve } = createRequire(pathToFileURL(`${folder}/package.json`));
  return async (name) => await importInstalled(pathToFileURL(resolve(name)).href);
}

/**
 * The two packages that the `onnx` embedder needs and Tidemark does not bring along: together they are 290 MB.
 * @throws {Refusal} `OnnxRuntimeMissing` with the command that installs them
 */
export async function loadOnnxModules(importPackage: ImportPackage = importInstalled): Promise<OnnxModules> {
  const onnx = await load(importPackage, RUNTIME, isOnnxModule);
  const tokenizers = await load(importPackage, TOKENIZERS, isTokenizerModule);
  return { onnx, tokenizers };
}

async function load<T>(importPackage: ImportPackage, name: string, isOne: (value: unknown) => value is T): Promise<T> {
  let loaded: unknown;
  try {
    loaded = await importPackage(name);
  } catch (cause) {
    throw new Refusal(
      'OnnxRuntimeMissing',
      `embedding.kind onnx needs the package ${name}, which cannot be loaded: run "${INSTALL}" beside tidemark on every worker`,
      { cause },
    );
  }
  // CommonJS packages come as the default export.
  const inner = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  for (const candidate of [loaded, inner]) if (isOne(candidate)) return candidate;
  throw new Refusal('OnnxRuntimeMissing', `the package ${name} is of another version than expected: run "${INSTALL}"`);
}

function isOnnxModule(value: unknown): value is OnnxModule {
  return isObject(value) && 'InferenceSession' in value && typeof Reflect.get(value, 'Tensor') === 'function';
}

function isTokenizerModule(value: unknown): value is TokenizerModule {
  return isObject(value) && typeof Reflect.get(value, 'Tokenizer') === 'function';
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' || typeof value === 'function') && value !== null;
}
