import { defineConfig } from 'tsup'
import { preset } from '../../tooling/tsup-preset.ts'

export default defineConfig({ ...preset, entry: ['src/index.node.ts', 'src/index.browser.ts'] })
