import { defineConfig } from 'vitest/config'

// Each test starts processes of its own, several of them a compiler.
export default defineConfig({ test: { testTimeout: 90_000, hookTimeout: 90_000 } })
