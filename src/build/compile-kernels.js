// Compiles src/recording/kernels/*.ts to WebAssembly and writes each as text to src/recording/*-module.ts, so that neither
// the build nor the tests need the compiler. `--check` writes nothing and fails when a module is out of date.
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';

const root = path.resolve(import.meta.dirname, '../..');

async function compile(name) {
  const source = readFileSync(path.join(root, `src/recording/kernels/${name}.ts`), 'utf8');
  let binary;
  const { error, stderr } = await asc.main(
    [
      'module.ts',
      '--outFile=module.wasm',
      '--enable=simd',
      '--runtime=stub',
      '--importMemory',
      '--noExportMemory',
      '--optimizeLevel=3',
      '--noAssert',
      '--use=abort=',
    ],
    {
      readFile: (file) => (file === 'module.ts' ? source : null),
      writeFile: (file, contents) => {
        if (file === 'module.wasm') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${name}: ${stderr}`);
  return Buffer.from(binary).toString('base64');
}

const stale = [];
for (const name of ['line-kernel', 'scan-kernel']) {
  const constant = `${name.toUpperCase().replace('-', '_')}_MODULE`;
  const text = `/** src/recording/kernels/${name}.ts compiled (\`node src/build/compile-kernels.js\`), in base64. */
export const ${constant} =
  '${await compile(name)}';
`;
  const target = path.join(root, `src/recording/${name}-module.ts`);
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) stale.push(name);
}
if (stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run: npm run kernels`);
  process.exit(1);
}
