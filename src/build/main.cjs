// Node starts here: runs dist/NAME.code.js as a module, from its compiled form if that fits this Node. NAME is main unless
// another file of dist/ asks for its own. One file, because each file costs a start a third of a millisecond.
const fs = require('node:fs');
const vm = require('node:vm');

module.exports = load;
if (process.platform === 'win32') {
  process.stderr.write(
    'memwrap: Windows is not supported; run it in WSL (wsl --install), with Node 20 or newer there\n',
  );
  process.exit(125);
}
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
