import { defineConfig } from 'tsup'
import { preset } from '../../tooling/tsup-preset.ts'

const entry = (name: string, file = `src/${name}.ts`): Record<string, string> => ({ [name]: file })

export default defineConfig([
  {
    ...preset,
    entry: {
      ...entry('rewriter'),
      ...entry('explain'),
      ...entry('opentelemetry'),
      ...entry('index.node'),
      ...entry('index.browser'),
    },
    // Each entry stands alone: a worker finds its file beside it, and the rewriter is usable without the rest.
    splitting: false,
    external: [/^node:/],
  },
  {
    ...preset,
    entry: {
      ...entry('worker.node', 'src/worker/worker.node.ts'),
      ...entry('worker.browser', 'src/worker/worker.browser.ts'),
    },
    splitting: false,
    external: [/^node:/],
    // A worker resolves no bare import in a page that has no bundler.
    noExternal: ['@blufio/core'],
    dts: false,
  },
])
