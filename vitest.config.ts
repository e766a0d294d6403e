import { defineConfig } from 'vitest/config';

const browser = ['test/browser/**/*.test.ts'];
/** Tests that change nothing outside themselves share a worker's modules: loading them is a third of the time. */
const pure = ['test/{domain,messages,policies,adapters}/**/*.test.ts', 'test/local/states/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    // By default one core is left idle, which on two is half of them.
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      { extends: true, test: { name: 'worlds', include: ['test/**/*.test.ts'], exclude: [...pure, ...browser] } },
      // On their own: `npm run test:browser`. They share one world, whose clock some of them move.
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          globalSetup: 'test/browser/global-setup.ts',
          fileParallelism: false,
        },
      },
    ],
  },
});
