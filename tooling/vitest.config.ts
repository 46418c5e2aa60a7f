import { defineConfig } from 'vitest/config'

// dist-suite/suite is for plain Node, by the packed packages.
export default defineConfig({ test: { include: ['**/*.test.ts'], testTimeout: 20_000 } })
