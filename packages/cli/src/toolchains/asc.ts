import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cliError } from '../cli-error.ts'
import { runTool } from '../run-tool.ts'
import type { Toolchain } from './toolchain.ts'

/** AssemblyScript, by the compiler that the project itself has installed. */
export const asc: Toolchain = {
  name: 'asc',
  marker: 'asconfig.json',
  async build(folder, scratch) {
    const outFile = join(scratch, 'skill.wasm')
    const args = [findCompiler(folder), '--config', 'asconfig.json', '--target', 'release', '--outFile', outFile]
    const { succeeded } = await runTool({ program: process.execPath, args, missing: 'install Node.js' }, folder)
    if (succeeded) return outFile
    throw cliError('ERR_CLI_BUILD_FAILED', `asc could not compile ${folder}`, { hint: 'mend what it says above' })
  },
}

// As npm would find it: in node_modules of the project or of a folder above.
function findCompiler(folder: string): string {
  const require = createRequire(join(folder, 'package.json'))
  try {
    const manifest = require.resolve('assemblyscript/package.json')
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
    return join(dirname(manifest), bin.asc)
  } catch (cause) {
    throw cliError('ERR_CLI_TOOL_MISSING', `the compiler of AssemblyScript is not installed in ${folder}`, {
      hint: `run 'npm install' in ${folder}`,
      cause,
    })
  }
}
