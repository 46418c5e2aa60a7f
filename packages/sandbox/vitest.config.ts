import { readFile } from 'node:fs/promises'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    {
      name: 'wasm-bytes',
      enforce: 'pre',
      async load(id) {
        if (!id.endsWith('.wasm')) return undefined
        const base64 = await readFile(id, 'base64')
        return `export default Uint8Array.from(atob('${base64}'), (unit) => unit.charCodeAt(0))`
      },
    },
  ],
  test: {
    name: 'node',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
})
