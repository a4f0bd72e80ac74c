// Runs the built program once and stores V8's compiled form of the functions it called, for every file that has none yet.
// usage: node warm-up.cjs DIST ARGUMENTS...
const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const v8 = require('node:v8');

const [node, , dist, ...args] = process.argv;
const entry = path.join(dist, 'main.cjs');
const load = require(entry);
load.scripts = new Map();
process.on('exit', () => {
  for (const [name, script] of load.scripts) {
    const file = path.join(dist, `${name}.cache`);
    if (!fs.existsSync(file)) fs.writeFileSync(file, script.createCachedData());
  }
});
// V8 marks a compiled form with its flags at that moment, and accepts it under no others: a program is loaded before it
// sets its own.
v8.setFlagsFromString = () => {};
process.argv = [node, 'memwrap', ...args];
load({ exports: {}, require: createRequire(entry) }, 'main');
