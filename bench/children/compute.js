// Computes for about argv[2] seconds and prints how long that took: wall and CPU milliseconds.
const rounds = Math.round(Number(process.argv[2]) * 1e8);
const began = performance.now();
const used = process.cpuUsage();
let x = 1;
for (let i = 0; i < rounds; i++) x = (Math.imul(x, 1103515245) + 12345) | 0;
const { user, system } = process.cpuUsage(used);
console.log(
  (performance.now() - began).toFixed(1),
  ((user + system) / 1000).toFixed(1),
  x === 0 ? '!' : '',
);
