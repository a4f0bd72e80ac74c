// npm run bench [-- --smoke] [-- --only <bench>,…]: measures, prints, and writes docs/performance.json and .md.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as atRest from './benches/at-rest.js';
import * as capture from './benches/capture.js';
import * as exporting from './benches/export.js';
import * as imports from './benches/import.js';
import * as outputMemory from './benches/output-memory.js';
import * as overshoot from './benches/overshoot.js';
import * as phases from './benches/phases.js';
import * as report from './benches/report.js';
import * as sampling from './benches/sampling.js';
import * as slowDown from './benches/slow-down.js';
import * as spikes from './benches/spikes.js';
import * as startUp from './benches/start-up.js';
import * as threeDays from './benches/three-days.js';
import { page } from './page.js';
import { PEERS } from './peers.js';
import { table } from './rows.js';
import { surroundings } from './surroundings.js';

const BENCHES = {
  'start-up': startUp,
  sampling,
  capture,
  'output-memory': outputMemory,
  'slow-down': slowDown,
  spikes,
  overshoot,
  'at-rest': atRest,
  report,
  export: exporting,
  import: imports,
  phases,
  'three-days': threeDays,
};

const root = path.resolve(import.meta.dirname, '..');
const args = process.argv.slice(2);
const smoke = args.includes('--smoke');
const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').split(',') : [];
const unknown = only.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(
    `no such bench: ${unknown.join(', ')}; choose from: ${Object.keys(BENCHES).join(', ')}`,
  );
  process.exit(2);
}
if (!existsSync(path.join(root, 'dist/main.cjs'))) {
  console.error('no dist/ yet: run npm run build');
  process.exit(2);
}

const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-bench-'));
const context = {
  smoke,
  folder,
  file: (name) => path.join(folder, name),
  memwrap: path.join(root, 'bin/memwrap'),
};
for (const [name, place] of Object.entries(PEERS)) {
  if (place === undefined) console.log(`${name} is not installed: measured without it`);
}

const kept = path.join(root, 'docs/performance.json');
const results = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')).results : {};
try {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (only.length > 0 && !only.includes(name)) continue;
    console.log(`\n## ${bench.title}\n`);
    const rows = await bench.run(context);
    console.log(table(rows));
    results[name] = { title: bench.title, rows };
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (!smoke) {
  const ordered = Object.fromEntries(
    Object.keys(BENCHES)
      .filter((name) => results[name])
      .map((name) => [name, results[name]]),
  );
  const all = { surroundings: surroundings(), results: ordered };
  writeFileSync(kept, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(path.join(root, 'docs/performance.md'), page(all));
}
