// What Node is started with: runs dist/NAME.code.js as a module, from its compiled form where there is one that fits this
// Node; NAME is main unless another file of dist/ asks for it. One file, because each costs a start a third of a millisecond.
const fs = require('node:fs');
const vm = require('node:vm');

module.exports = load;
if (require.main === module) load({ exports: {}, require }, 'main');

function load(module, name) {
  const filename = `${__dirname}/${name}.code.js`;
  const code = fs.readFileSync(filename, 'utf8');
  const script = new vm.Script(code, { filename, cachedData: cached(name) });
  load.scripts?.set(name, script);
  script.runInThisContext()(module.exports, (id) => module.require(id), module);
}

function cached(name) {
  try {
    return fs.readFileSync(`${__dirname}/${name}.cache`);
  } catch {
    return undefined;
  }
}
