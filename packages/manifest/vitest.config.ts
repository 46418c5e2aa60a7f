import { defineConfig } from 'vitest/config'

// Properties run for seconds, and on a busy or slow machine for many.
export default defineConfig({
  test: {
    setupFiles: ['test/support/fixed-seed.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
})
