/** What starting `./dare` costs beyond Node's own start: medians of interleaved starts. Run: ./dare node bench/startup.ts */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROUNDS = 30;
const dare = fileURLToPath(new URL('../dare', import.meta.url));
const STARTS = {
  'node -e 0': () => execFileSync(process.execPath, ['-e', '0']),
  './dare --version': () => execFileSync(dare, ['--version']),
  './dare --help': () => execFileSync(dare, ['--help']),
};

const times = new Map(Object.keys(STARTS).map((name) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, start] of Object.entries(STARTS)) {
    const started = performance.now();
    start();
    times.get(name)!.push(performance.now() - started);
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const own = median(times.get('node -e 0')!);
for (const [name, values] of times) {
  const middle = median(values);
  const beyond = `${(middle - own).toFixed(0)} ms beyond Node's own start, ${(middle / own).toFixed(1)} times it`;
  console.log(`${name.padEnd(18)} ${middle.toFixed(0).padStart(4)} ms  (${beyond})`);
}
