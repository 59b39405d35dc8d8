/** The sandbox's Python, for tests: `./dare test` sets it. */
export const PYTHON = process.env.DARE_PYTHON;
export const SKIPPED = 'skipped: DARE_PYTHON is not set; ./dare test sets it';
