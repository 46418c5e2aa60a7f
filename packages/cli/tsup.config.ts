import { defineConfig } from 'tsup'
import { preset } from '../../tooling/tsup-preset.ts'

export default defineConfig({ ...preset, platform: 'node', dts: false, entry: ['src/blufio.ts'] })
