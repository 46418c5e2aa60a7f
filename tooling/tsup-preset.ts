import type { Options } from 'tsup'

/** What every package builds with: ESM for Node 20 and today's browsers, types and source maps beside it. */
export const preset: Options = {
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  dts: true,
}
