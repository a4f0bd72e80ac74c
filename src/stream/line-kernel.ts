import { Buffer } from 'node:buffer';
import { LINE_KERNEL_MODULE } from './line-kernel-module.ts';

/** What the compiled assembly/line-kernel.ts exports; positions are offsets into its memory. */
interface KernelExports {
  encode(
    from: number,
    end: number,
    output: number,
    limit: number,
    head: number,
    headLength: number,
    foot: number,
    footLength: number,
  ): number;
  readonly position: { readonly value: number };
  readonly lines: { readonly value: number };
}

/** The SIMD pass over whole, valid lines, with the memory it works in. */
export interface LineKernel extends KernelExports {
  /** The whole memory; another object after each `grow`. */
  readonly bytes: Buffer;
  /** Makes the memory at least `size` bytes. */
  grow(size: number): void;
}

// The part of WebAssembly that is used; Node has no types for it.
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
let compiled: object | undefined;

/** A kernel with at least `size` bytes of memory; `undefined` where there is no WebAssembly, or none with SIMD. */
export function createLineKernel(size: number): LineKernel | undefined {
  const { WebAssembly: wasm } = globalThis as { WebAssembly?: WebAssemblyNamespace };
  if (wasm === undefined) return undefined;
  if (compiled === undefined) {
    const module = Buffer.from(LINE_KERNEL_MODULE, 'base64');
    if (!wasm.validate(module)) return undefined;
    compiled = new wasm.Module(module);
  }
  const memory = new wasm.Memory({ initial: Math.ceil(size / PAGE) });
  const { exports } = new wasm.Instance(compiled, { env: { memory } });
  const { encode, position, lines } = exports as KernelExports;
  let bytes = Buffer.from(memory.buffer);
  return {
    encode,
    position,
    lines,
    get bytes() {
      return bytes;
    },
    grow(wanted) {
      memory.grow(Math.max(0, Math.ceil((wanted - bytes.length) / PAGE)));
      bytes = Buffer.from(memory.buffer);
    },
  };
}
