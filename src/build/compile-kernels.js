// Compiles src/recording/kernels/*.ts to WebAssembly and keeps each as text in src/recording/*-module.ts, so that neither a
// build nor a test needs the compiler. Before that it writes into the scan kernel what follows from the fields of a sample.
// With `--check` it writes nothing, and fails if anything would change.
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** src/recording/sample-fields.ts, which Node 20 cannot import by itself. */
async function sampleFields() {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'src/recording/sample-fields.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

/** How many bytes of a word are compared, and how such a word is loaded. */
const LOADS = { 1: 'load<u8>', 2: 'load<u16>', 4: 'load<u32>', 8: 'load<u64>' };

/** The condition that `text` stands at `at`, eight bytes at a time. */
function standsHere(text) {
  const conditions = [];
  for (let from = 0; from < text.length; from += 8) {
    const part = Buffer.from(text.slice(from, from + 8));
    const size = [1, 2, 4, 8].find((one) => one >= part.length);
    const load = `${LOADS[size]}(at${from === 0 ? '' : ` + ${from}`})`;
    const word = size === part.length ? load : `(${load} & 0x${'ff'.repeat(part.length)})`;
    conditions.push(`${word} === 0x${Buffer.from(part).reverse().toString('hex')}`);
  }
  return conditions.join(' && ');
}

/** The parts of the scan kernel that follow from the fields of a sample. */
function withFields(source, { SAMPLE_FIELDS, FIRST_FIELD, PAIRS_COLUMN, MAX_PAIRS, ROW }) {
  const fields = SAMPLE_FIELDS.map((field, i) => {
    const text = `,"${field}":`;
    const read = `field(at + ${text.length}, row, ${FIRST_FIELD + i})`;
    return `  // \`${text}\`\n  if (${standsHere(text)}) at = ${read};\n`;
  });
  const row = [
    '// What stands where: src/recording/sample-fields.ts.\n',
    `const ROW = ${ROW};\n`,
    `const FIRST_FIELD: usize = ${FIRST_FIELD};\n`,
    `const PAIRS: usize = ${PAIRS_COLUMN};\n`,
    `const MAX_PAIRS: usize = ${MAX_PAIRS};\n`,
  ];
  return between(between(source, 'sample fields', fields.join('')), 'row', row.join(''));
}

function between(source, mark, text) {
  const [start, end] = [`// <${mark}>\n`, `// </${mark}>`];
  const from = source.indexOf(start) + start.length;
  const to = source.lastIndexOf('\n', source.indexOf(end)) + 1;
  return source.slice(0, from) + text + source.slice(to);
}

const check = process.argv.includes('--check');
const stale = [];

function keep(file, text) {
  const target = path.join(root, file);
  if (readFileSync(target, 'utf8') === text) return;
  if (check) stale.push(file);
  else writeFileSync(target, text);
}

async function compile(name, source) {
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

for (const name of ['line-kernel', 'scan-kernel']) {
  const file = `src/recording/kernels/${name}.ts`;
  const written = readFileSync(path.join(root, file), 'utf8');
  const source = name === 'scan-kernel' ? withFields(written, await sampleFields()) : written;
  keep(file, source);
  const constant = `${name.toUpperCase().replace('-', '_')}_MODULE`;
  keep(
    `src/recording/${name}-module.ts`,
    `/** src/recording/kernels/${name}.ts compiled (\`node src/build/compile-kernels.js\`), in base64. */
export const ${constant} =
  '${await compile(name, source)}';
`,
  );
}
if (stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run: npm run kernels`);
  process.exit(1);
}
