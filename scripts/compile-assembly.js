// Compiles assembly/line-kernel.ts to WebAssembly and keeps it as text in src/stream/line-kernel-module.ts, so that neither a
// build nor a test needs the compiler. `--check` only says whether the two agree.
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'src/stream/line-kernel-module.ts');
const source = readFileSync(path.join(root, 'assembly/line-kernel.ts'), 'utf8');

let binary;
const { error, stderr } = await asc.main(
  [
    'line-kernel.ts',
    '--outFile=line-kernel.wasm',
    '--enable=simd',
    '--runtime=stub',
    '--importMemory',
    '--noExportMemory',
    '--optimizeLevel=3',
    '--noAssert',
    '--use=abort=',
  ],
  {
    readFile: (name) => (name === 'line-kernel.ts' ? source : null),
    writeFile: (name, contents) => {
      if (name === 'line-kernel.wasm') binary = contents;
    },
    listFiles: () => [],
  },
);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}

const text = `/** assembly/line-kernel.ts compiled (\`node scripts/compile-assembly.js\`), in base64. */
export const LINE_KERNEL_MODULE =
  '${Buffer.from(binary).toString('base64')}';
`;
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error(
      'src/stream/line-kernel-module.ts is out of date: node scripts/compile-assembly.js',
    );
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
