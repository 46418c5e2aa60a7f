import { defineConfig } from 'tsup'
import { preset } from '../../tooling/tsup-preset.ts'

export default defineConfig({ ...preset, entry: ['src/index.ts', 'src/node.ts'] })
