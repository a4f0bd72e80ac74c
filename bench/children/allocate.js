// Holds 1 GiB, allocates and frees for about argv[2] seconds, and prints how long that took: wall and CPU milliseconds.
const MIB = 2 ** 20;
const rounds = Math.round(Number(process.argv[2]) * 100);
const held = Buffer.alloc(1024 * MIB, 1);
const began = performance.now();
const used = process.cpuUsage();
let last;
for (let i = 0; i < rounds; i++) last = Buffer.alloc(16 * MIB, i);
const { user, system } = process.cpuUsage(used);
console.log(
  (performance.now() - began).toFixed(1),
  ((user + system) / 1000).toFixed(1),
  held[5] + last[5] > 999 ? '!' : '',
);
