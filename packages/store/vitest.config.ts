import { defineConfig } from 'vitest/config'

// Files, locks and whole browsers: on a busy or slow machine each takes its time.
export default defineConfig({ test: { testTimeout: 90_000, hookTimeout: 90_000 } })
