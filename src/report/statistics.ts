/**
 * The statistics of a results table. Attempts on one dataset (its two tasks, its repeats) succeed and fail together,
 * so an interval that took them as independent would be too narrow: every interval here is clustered by dataset.
 */

/** `weight` observations with the mean `value`, all of one cluster. */
export interface Observation {
  readonly cluster: string;
  readonly weight: number;
  readonly value: number;
}

export type Interval = readonly [low: number, high: number];

export interface Estimate {
  readonly mean: number;
  /** 95 % confidence interval; null with fewer than two clusters, which say nothing of how clusters differ. */
  readonly interval: Interval | null;
}

/**
 * Weighted mean with a cluster-robust interval; null for no observations.
 *
 * With weights w, values y, clusters g and G of them: mean m = Σwy / Σw, variance
 * G/(G−1) · Σ_g (Σ_{i∈g} w_i (y_i − m))² / (Σw)², half-width t_{0.975, G−1} · √variance. This is the intercept of a
 * regression on a constant with the CR1 covariance: Cameron & Miller, "A Practitioner's Guide to Cluster-Robust
 * Inference", Journal of Human Resources 50 (2015), equations (10)–(12) and section VI.D for the t with G−1 degrees of
 * freedom; statsmodels' `OLS(...).fit(cov_type='cluster', use_t=True)` gives the same.
 */
export function clusteredMean(observations: readonly Observation[]): Estimate | null {
  let total = 0;
  let sum = 0;
  for (const { weight, value } of observations) {
    total += weight;
    sum += weight * value;
  }
  if (total === 0) return null;
  const mean = sum / total;
  const residuals = new Map<string, number>();
  for (const { cluster, weight, value } of observations) {
    residuals.set(cluster, (residuals.get(cluster) ?? 0) + weight * (value - mean));
  }
  const clusters = residuals.size;
  if (clusters < 2) return { mean, interval: null };
  const squares = residuals.values().reduce((all, residual) => all + residual * residual, 0);
  const error = Math.sqrt((clusters / (clusters - 1)) * squares) / total;
  const half = studentQuantile975(clusters - 1) * error;
  return { mean, interval: [mean - half, mean + half] };
}

/** The 0.975 quantile of Student's t with a whole number of degrees of freedom. */
export function studentQuantile975(degrees: number): number {
  let low = 1.9;
  let high = 12.8;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentCentral(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| < t): Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 (odd) and 26.7.4 (even). */
function studentCentral(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (cosine * cosine * (power - 1)) / power;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
