// Runs dist/NAME.code.js as a module, from its compiled form where there is one that fits this Node.
const fs = require('node:fs');
const vm = require('node:vm');

module.exports = function load(module, name) {
  const file = `${__dirname}/${name}.code.js`;
  const script = new vm.Script(
    `(function (exports, require, module) {${fs.readFileSync(file, 'utf8')}\n})`,
    { filename: file, cachedData: cached(name) },
  );
  load.scripts?.set(name, script);
  script.runInThisContext()(module.exports, module.require.bind(module), module);
};

function cached(name) {
  try {
    return fs.readFileSync(`${__dirname}/${name}.cache`);
  } catch {
    return undefined;
  }
}
