/** What is used of it; TypeScript itself knows it of browsers only. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports?: object) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number }) => Memory;
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A module has a memory of its own, which begins with one page, or works on one that it is given. */
export interface Assembled {
  readonly memory: Memory;
}

/** The bytes of an assembled module, with the type of what it exports. */
export interface Assembly<E> {
  readonly bytes: Uint8Array;
  /** Never there: only the type counts. */
  readonly exports?: E;
}

const PAGE = 2 ** 16;
const modules = new Map<Uint8Array, object | null>();

/**
 * A new instance of an assembled module, which is compiled once; null where it wants SIMD and that cannot be had.
 * @param shared whose memory it works on, when it has none
 */
export function instanceOf<E>({ bytes }: Assembly<E>, shared?: Assembled): E | null {
  let compiled = modules.get(bytes);
  if (compiled === undefined) {
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
    modules.set(bytes, compiled);
  }
  return compiled === null ? null : (new WebAssembly.Instance(compiled, { shared }).exports as E);
}

/** Makes room for so many bytes from the start of the memory; arrays on it have to be made afterwards. */
export function reserve({ memory }: Assembled, bytes: number): void {
  memory.grow(Math.ceil(bytes / PAGE));
}

/** A memory for modules that have none: one page. */
export function newMemory(): Assembled {
  return { memory: new WebAssembly.Memory({ initial: 1 }) };
}
