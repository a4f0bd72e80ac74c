import { LINE_KERNEL_MODULE } from './line-kernel-module.ts';
import { instantiate, type SimdModule } from './simd-module.ts';

/** What the compiled src/recording/kernels/line-kernel.ts exports; positions are offsets into its memory. */
interface LineKernelExports {
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

/** The SIMD pass over whole, valid lines. */
export type LineKernel = SimdModule<LineKernelExports>;

/** A kernel with at least `size` bytes of memory; `undefined` where there is no WebAssembly, or none with SIMD. */
export const createLineKernel = (size: number): LineKernel | undefined =>
  instantiate(LINE_KERNEL_MODULE, size);
