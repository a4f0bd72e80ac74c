// Runs the built program once and keeps V8's compiled form of the functions that it came through.
const fs = require('node:fs');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');

const dist = path.resolve(process.argv[2]);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memwrap-warm-up-'));
const entry = path.join(dist, 'main.cjs');
const load = require(entry);
load.scripts = new Map();
process.on('exit', () => {
  for (const [name, script] of load.scripts) {
    fs.writeFileSync(path.join(dist, `${name}.cache`), script.createCachedData());
  }
  fs.rmSync(folder, { recursive: true, force: true });
});
process.argv.splice(1, Number.POSITIVE_INFINITY, 'memwrap');
process.argv.push(
  '--color',
  '-o',
  path.join(folder, 'run.jsonl'),
  '--',
  'sh',
  '-c',
  'echo; sleep 0.3; echo >&2',
);
load({ exports: {}, require: createRequire(entry) }, 'main');
