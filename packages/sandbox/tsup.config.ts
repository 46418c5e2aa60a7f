import { copyFileSync } from 'node:fs'
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
    },
    // Each entry stands alone: the rewriter is usable without the rest.
    splitting: false,
    external: [/^node:/],
  },
  // What runs skills on the caller's own thread is a file that is loaded when it is asked for.
  ...['index.node', 'index.browser'].map((name) => ({
    ...preset,
    entry: entry(name),
    splitting: true,
    external: [/^node:/],
    // Neither does a page, and no page can load a file of CommonJS.
    noExternal: name === 'index.browser' ? ['ipaddr.js'] : [],
    // What stands in these files goes with its licence.
    onSuccess: async () => copyFileSync('node_modules/ipaddr.js/LICENSE', 'dist/ipaddr.js.LICENSE'),
  })),
  {
    ...preset,
    entry: {
      ...entry('worker.node', 'src/worker/worker.node.ts'),
      ...entry('process.node', 'src/worker/process.node.ts'),
      ...entry('worker.browser', 'src/worker/worker.browser.ts'),
    },
    splitting: false,
    external: [/^node:/],
    // A worker resolves no bare import in a page that has no bundler.
    noExternal: ['@blufio/core'],
    dts: false,
  },
])
