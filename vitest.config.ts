import { defaultExclude, defineConfig } from 'vitest/config';

/** `dare test --fast` leaves out what installs things or runs whole benchmarks. */
const SLOW = ['test/launcher.test.ts', 'test/e2e/**'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: process.env.DARE_TEST_FAST === '1' ? [...defaultExclude, ...SLOW] : defaultExclude,
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
