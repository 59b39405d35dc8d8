/** How evenly the times of series lie, and the period to resample to where they do not. */
import type { Codes } from './codes.ts';

export interface Pace {
  /** Steps are alike: all days, all months, all working days. */
  readonly even: boolean;
  /** pandas' alias of the finest period in which nearly all periods have a row; null when there is none. */
  readonly rule: string | null;
}

const DAY = 86_400_000;
const RULES = [
  { rule: 'h', of: (instant: number) => Math.floor(instant / (DAY / 24)) },
  { rule: 'D', of: (instant: number) => Math.floor(instant / DAY) },
  { rule: 'W', of: (instant: number) => Math.floor((instant / DAY + 3) / 7) },
  { rule: 'MS', of: monthOf },
] as const;

const EVEN = 0.9;
/** Of a series' periods, those that have a row: as it should be, and as it may be where no period does better. */
const FILLED = [0.8, 0.5];
const FEWEST_PERIODS = 30;
/** Series looked at: the longest of them. */
const MOST_SERIES = 20;
const FEWEST_STEPS = 11;

/** Null when series are too short to say. */
export function paceOf(instants: Float64Array, series: Codes): Pace | null {
  const all = longest(instants, series);
  if (all.length === 0) return null;
  const even = middle(all.map(evenness)) >= EVEN;
  const periods = RULES.map(({ rule, of }) => {
    const seen = all.map((times) => Float64Array.from(new Set(times.map(of))));
    const spans = seen.map((one) => one.at(-1)! - one[0]! + 1);
    return {
      rule,
      many: middle(spans) >= FEWEST_PERIODS,
      filled: middle(seen.map((one, at) => one.length / spans[at]!)),
    };
  });
  const rules = FILLED.map((least) => periods.find(({ many, filled }) => many && filled >= least));
  return { even, rule: rules.find((one) => one !== undefined)?.rule ?? null };
}

/** Distinct times of each series in order. */
function longest(instants: Float64Array, { of, size }: Codes): Float64Array[] {
  const times: Set<number>[] = Array.from({ length: size }, () => new Set());
  for (const [row, instant] of instants.entries()) times[of[row]!]!.add(instant);
  return times
    .filter((set) => set.size > FEWEST_STEPS)
    .sort((a, b) => b.size - a.size)
    .slice(0, MOST_SERIES)
    .map((set) => Float64Array.from(set).sort());
}

/** Share of the steps that are the commonest one: in months where that is it, over weekends where days are it. */
function evenness(times: Float64Array): number {
  const steps = times.slice(1).map((time, at) => time - times[at]!);
  const usual = middle(steps);
  if (usual >= 27 * DAY) {
    const months = times.map(monthOf);
    const byMonth = months.slice(1).map((month, at) => month - months[at]!);
    const commonest = middle(byMonth);
    return shareOf(byMonth, (step) => step === commonest);
  }
  const working = usual === DAY && times.every((time) => [1, 2, 3, 4, 5].includes(new Date(time).getUTCDay()));
  // A holiday or two joined to a weekend.
  if (working) return shareOf(steps, (step) => step <= 5 * DAY);
  return shareOf(steps, (step) => Math.abs(step - usual) <= usual * 0.1);
}

function shareOf(steps: Float64Array, good: (step: number) => boolean): number {
  return steps.filter(good).length / steps.length;
}

function middle(values: ArrayLike<number>): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? Number.NaN;
}

function monthOf(instant: number): number {
  const date = new Date(instant);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
