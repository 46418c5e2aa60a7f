import { defineConfig } from 'vitest/config'

// dist-suite/suite is for plain Node, by the packed packages.
export default defineConfig({ test: { include: ['**/*.test.ts'], testTimeout: 90_000, hookTimeout: 90_000 } })
