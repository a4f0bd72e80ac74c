// Bundles the program into dist/: the run path as one CommonJS file, what is loaded lazily as files of their own.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { warmUp } from './warm-runs.js';

const root = path.resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const out = path.join(root, 'dist');
rmSync(out, { recursive: true, force: true });

/** Turns `import('./x.ts')` into a file of its own, required when it is reached. */
function lazyChunks(queue) {
  return {
    name: 'lazy-chunks',
    setup(builder) {
      builder.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path: target, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = path.resolve(resolveDir, target);
        const name = path
          .relative(path.join(root, 'src'), file)
          .replace(/\.ts$/, '')
          .replaceAll(path.sep, '-');
        queue.set(name, file);
        return { path: `./${name}.cjs`, external: true };
      });
    },
  };
}

/** Loads string-width on its first call: its setup takes 15 ms, and most reports never need it. */
const lateStringWidth = {
  name: 'late-string-width',
  setup(builder) {
    const stub =
      'let real; export default (text) => (real ??= require("string-width").default)(text);';
    builder.onResolve({ filter: /^string-width$/ }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'string-width', namespace: 'late' },
    );
    builder.onLoad({ filter: /./, namespace: 'late' }, () => ({
      contents: stub,
      resolveDir: root,
    }));
  },
};

/** The script and the style sheet of HTML reports, each as one text. */
async function pageAssets() {
  const client = path.join(root, 'src/render/html/client');
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(client, 'main.ts'), path.join(client, 'style.css')],
    outdir: out,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    // What browsers of 2022 know.
    target: ['chrome105', 'firefox104', 'safari16'],
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
  });
  const text = (ending) => outputFiles.find(({ path: file }) => file.endsWith(ending)).text.trim();
  return { script: text('.js'), style: text('.css'), inputs: Object.keys(metafile.inputs) };
}

const assets = await pageAssets();
const define = {
  __VERSION__: JSON.stringify(version),
  __HTML_SCRIPT__: JSON.stringify(assets.script),
  __HTML_STYLE__: JSON.stringify(assets.style),
};
const queue = new Map([['main', path.join(root, 'src/cli/main.ts')]]);
const done = new Set();
const inputs = new Set(assets.inputs);
for (const [name, entry] of queue) {
  if (done.has(name)) continue;
  done.add(name);
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: path.join(out, `${name}.code.js`),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    metafile: true,
    define,
    loader: { '.wasm': 'binary' },
    // The function that main.cjs calls; in the file, so that it need not be assembled at each start.
    banner: { js: '(function (exports, require, module) {' },
    footer: { js: '})' },
    // In CommonJS `import()` of a local chunk is a plain require: no module loader at run time.
    supported: { 'dynamic-import': false },
    plugins: [lazyChunks(queue), lateStringWidth],
    logLevel: 'warning',
  });
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
}

// Compiling takes a third of the start-up: each file comes with V8's compiled form of the functions that a run calls.
// Other versions of Node reject it and compile as usual.
copyFileSync(path.join(root, 'src/build/main.cjs'), path.join(out, 'main.cjs'));
for (const name of done) {
  if (name === 'main') continue;
  writeFileSync(path.join(out, `${name}.cjs`), `require('./main.cjs')(module, '${name}');\n`);
}
warmUp(out);

await build({
  entryPoints: [path.join(root, 'src/index.ts')],
  outfile: path.join(out, 'index.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  define,
  loader: { '.wasm': 'binary' },
  logLevel: 'warning',
});

execFileSync(
  path.join(root, 'node_modules/.bin/tsc'),
  ['-p', path.join(root, 'tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
);

// The licences of the bundled packages.
const packages = new Set();
for (const input of inputs) {
  const at = input.lastIndexOf('node_modules/');
  if (at < 0) continue;
  const [scope, name] = input.slice(at + 'node_modules/'.length).split('/');
  packages.add(
    `${input.slice(0, at)}node_modules/${scope.startsWith('@') ? `${scope}/${name}` : scope}`,
  );
}
let notices = 'memwrap bundles these packages:\n';
for (const folder of [...packages].sort()) {
  const info = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  notices += `\n${info.name} ${info.version} (${info.license})\n`;
  for (const file of ['LICENSE', 'license', 'LICENSE.md', 'license.md', 'LICENSE-MIT']) {
    try {
      notices += `${readFileSync(path.join(root, folder, file), 'utf8').trim()}\n`;
      break;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
}
writeFileSync(path.join(out, 'THIRD-PARTY-NOTICES.txt'), notices);
