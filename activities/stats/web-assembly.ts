/** What is used of it; TypeScript itself knows it of browsers only. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Every module has a memory of its own, which begins with one page. */
export interface Assembled {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** The bytes of an assembled module, with the type of what it exports. */
export interface Assembly<E extends Assembled> {
  readonly bytes: Uint8Array;
  /** Never there: only the type counts. */
  readonly exports?: E;
}

const PAGE = 2 ** 16;
const modules = new Map<Uint8Array, object | null>();

/** A new instance of an assembled module, which is compiled once; null where SIMD cannot be had. */
export function instanceOf<E extends Assembled>({ bytes }: Assembly<E>): E | null {
  let compiled = modules.get(bytes);
  if (compiled === undefined) {
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
    modules.set(bytes, compiled);
  }
  return compiled === null ? null : (new WebAssembly.Instance(compiled).exports as E);
}

/** Makes room for so many bytes from the start of the memory; arrays on it have to be made afterwards. */
export function reserve({ memory }: Assembled, bytes: number): void {
  memory.grow(Math.ceil(bytes / PAGE));
}
