import { defineConfig } from 'vitest/config'

// Each test starts processes of its own, several of them a compiler.
export default defineConfig({ test: { testTimeout: 30_000 } })
