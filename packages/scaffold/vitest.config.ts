import { defineConfig } from 'vitest/config'

// Compilers run in these tests, on a busy machine for many seconds.
export default defineConfig({ test: { testTimeout: 90_000, hookTimeout: 90_000 } })
