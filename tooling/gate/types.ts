// Type-checks the package in the current folder by every tsconfig*.json in it: one for Node, one for browsers, as it has them.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'

const configs = readdirSync('.').filter((name) => /^tsconfig(\..+)?\.json$/.test(name) && name !== 'tsconfig.base.json')
if (configs.length === 0) {
  console.error(`no tsconfig.json in ${process.cwd()}: nothing would be checked`)
  process.exit(1)
}

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const failed = configs.sort().filter((config) => {
  console.log(`tsc --project ${config}`)
  return spawnSync(process.execPath, [tsc, '--project', config, '--noEmit'], { stdio: 'inherit' }).status !== 0
})
if (failed.length > 0) console.error(`types are wrong by ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
