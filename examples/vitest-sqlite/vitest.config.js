export default {
  test: {
    globalSetup: ['notprod/vitest/global-setup'],
    setupFiles: ['notprod/vitest'],
    // `.env.test` must be there; it is judged, and then read into the environment of the tests.
    provide: { notprod: { load: '.env.test' } },
  },
};
