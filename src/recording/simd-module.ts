import { Buffer } from 'node:buffer';

/** A WebAssembly instance and the memory it works in. */
export interface SimdModule<Exports> {
  readonly exports: Exports;
  /** The whole memory; another object after `grow`. */
  readonly bytes: Buffer<ArrayBuffer>;
  /** Makes the memory at least `size` bytes. */
  grow(size: number): void;
}

// The part of WebAssembly that is used; the types of Node leave it to the DOM's.
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WebAssemblyNamespace {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly Memory: new (limits: { initial: number }) => Memory;
}

const PAGE = 64 * 1024;
const compiled = new Map<string, object>();

/**
 * Instantiates a module given in base64 with at least `size` bytes of memory of its own; `undefined` where there is no
 * WebAssembly (`node --jitless`), or none with SIMD (old processors).
 */
export function instantiate<Exports extends object>(
  source: string,
  size: number,
): SimdModule<Exports> | undefined {
  const { WebAssembly: wasm } = globalThis as { WebAssembly?: WebAssemblyNamespace };
  if (wasm === undefined) return undefined;
  let module = compiled.get(source);
  if (module === undefined) {
    const binary = Buffer.from(source, 'base64');
    if (!wasm.validate(binary)) return undefined;
    module = new wasm.Module(binary);
    compiled.set(source, module);
  }
  const memory = new wasm.Memory({ initial: Math.ceil(size / PAGE) });
  const { exports } = new wasm.Instance(module, { env: { memory } });
  let bytes = Buffer.from(memory.buffer);
  return {
    exports: exports as Exports,
    get bytes() {
      return bytes;
    },
    grow(wanted) {
      memory.grow(Math.max(0, Math.ceil((wanted - bytes.length) / PAGE)));
      bytes = Buffer.from(memory.buffer);
    },
  };
}
