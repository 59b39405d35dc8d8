/** Figures as people read them, in terminals and in the page. Pure, and free of Node: the page imports it too. */

/** 1234 -> 1,234; from 100,000 on with three digits and a letter: 123k, 1.23M. */
export function compact(count: number): string {
  if (count < 100_000) return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
  return count
    .toLocaleString('en-US', { notation: 'compact', minimumSignificantDigits: 3, maximumSignificantDigits: 3 })
    .replace('K', 'k');
}

export function dollars(cost: number): string {
  if (cost === 0) return '$0';
  if (cost < 0.01) return `$${cost.toPrecision(1)}`;
  return `$${cost.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: cost < 1000 ? 2 : 0 })}`;
}

/** 0.25s, 12.3s, 4m 05s, 3h 20m. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Number(seconds.toPrecision(2))}s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}

/** Of a share from 0 to 1; never 100 % when something is missing. */
export function percent(share: number): string {
  return `${share < 1 ? Math.min(99.9, 100 * share).toFixed(1) : '100'} %`;
}

/** A moment in the reader's own time zone. */
export function when(date: string): string {
  const parsed = new Date(date);
  if (Number.isNaN(parsed.getTime())) return date;
  return parsed.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
