/** Small made-up tables in files, for whole curations: what a user's folder might hold. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomOf } from '../../src/curate/random.ts';

/** A folder of `count` CSV files that each give tasks, and a data package with their licence. */
export function folderOfTables(folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, at) => `houses-${at + 1}.csv`);
  for (const name of names) writeFileSync(join(folder, name), housesCsv(name, 240));
  const resources = names.map((path) => ({ name: path.replace('.csv', ''), path }));
  const document = { name: 'houses', licenses: [{ name: 'CC-BY-4.0' }], resources };
  writeFileSync(join(folder, 'datapackage.json'), JSON.stringify(document));
  return folder;
}

/** Prices of houses with gaps, words and whole numbers; another seed is another place. */
export function housesCsv(seed: string, rows: number): string {
  const random = randomOf(seed, 'houses');
  const noise = (size: number) => size * (random.unit() + random.unit() + random.unit() - 1.5);
  const lines = Array.from({ length: rows }, (_, at) => {
    const area = random.int(30, 250);
    const rooms = Math.max(1, Math.round(area / 28 + noise(2)));
    const district = random.pick(['north', 'south', 'east', 'west', 'old town']);
    const year = random.int(1900, 2022);
    const garden = random.pick(['yes', 'no', 'no', '']);
    const extra = { north: 0, south: 300, east: -200, west: 120, 'old town': 900 }[district]!;
    const price = area * 20 + rooms * 50 + extra + (year - 1900) * 3 + (garden === 'yes' ? 200 : 0) + noise(400);
    return [at + 1, random.int(0, 30) === 0 ? '' : area, rooms, district, year, garden, price.toFixed(1)].join(',');
  });
  return `${['id,area,rooms,district,year built,garden,price', ...lines].join('\n')}\n`;
}
