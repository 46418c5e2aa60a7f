import { defineConfig } from 'vitest/config'

// Compilers run in these tests, on a busy machine for many seconds.
export default defineConfig({ test: { testTimeout: 30_000 } })
