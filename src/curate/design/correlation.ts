/** Pearson's correlation, and ranks to have Spearman's with. NaN is missing. */

/** Over the places where both are there; 0 for fewer than 20 of them, or where one does not vary. */
export function correlation(x: Float64Array, y: Float64Array): number {
  let [n, sx, sy] = [0, 0, 0];
  for (let at = 0; at < x.length; at += 1) {
    const [a, b] = [x[at]!, y[at]!];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n += 1;
    sx += a;
    sy += b;
  }
  if (n < 20) return 0;
  const [mx, my] = [sx / n, sy / n];
  let [xx, yy, xy] = [0, 0, 0];
  for (let at = 0; at < x.length; at += 1) {
    const [dx, dy] = [x[at]! - mx, y[at]! - my];
    if (Number.isNaN(dx) || Number.isNaN(dy)) continue;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** Places of the values that are there, the smallest first. */
export function orderOf(values: Float64Array): Int32Array {
  const places = Int32Array.from(values.keys()).filter((at) => !Number.isNaN(values[at]!));
  return places.sort((a, b) => values[a]! - values[b]! || a - b);
}

/** Equal values share the middle of their places. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = orderOf(values);
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let at = 0; at < order.length; ) {
    let end = at;
    while (end < order.length && values[order[end]!] === values[order[at]!]) end += 1;
    for (let place = at; place < end; place += 1) ranks[order[place]!] = (at + end - 1) / 2;
    at = end;
  }
  return ranks;
}
