import { readdir } from 'node:fs/promises'
import { cliError } from '../cli-error.ts'
import { runTool } from '../run-tool.ts'
import type { Toolchain } from './toolchain.ts'

const TARGET = 'wasm32-unknown-unknown'
const ADD_TARGET = `rustup target add ${TARGET}`
const INSTALL_RUST = `install Rust from https://rustup.rs, then: ${ADD_TARGET}`

/** Rust, by cargo: the one that CARGO names, else the one in the path. */
export const cargo: Toolchain = {
  name: 'cargo',
  marker: 'Cargo.toml',
  async build(folder) {
    const program = process.env['CARGO'] || 'cargo'
    const args = ['build', '--release', '--target', TARGET, '--message-format', 'json-render-diagnostics']
    const { succeeded, stdout } = await runTool({ program, args, missing: INSTALL_RUST }, folder, { capture: true })
    if (!succeeded) throw await buildFailed(folder)
    const [module, ...more] = modulesIn(stdout)
    if (module !== undefined && more.length === 0) return module
    throw cliError(
      'ERR_CLI_BUILD_FAILED',
      `cargo made ${more.length + (module ? 1 : 0)} modules of ${folder}, not one`,
      {
        hint: 'make it one package with crate-type = ["cdylib"]',
      },
    )
  },
}

/** The modules in what cargo prints: a JSON value on each line, one for each thing that was built. */
function modulesIn(messages: string): readonly string[] {
  return messages.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return []
    const { reason, filenames = [] }: { reason: string; filenames?: readonly string[] } = JSON.parse(line)
    return reason === 'compiler-artifact' ? filenames.filter((name) => name.endsWith('.wasm')) : []
  })
}

async function buildFailed(folder: string): Promise<Error> {
  if (await hasTarget(folder)) {
    return cliError('ERR_CLI_BUILD_FAILED', `cargo could not compile ${folder}`, { hint: 'mend what it says above' })
  }
  return cliError('ERR_CLI_TOOL_MISSING', `Rust has no standard library for ${TARGET}`, { hint: ADD_TARGET })
}

// rustc says where the library of a target would lie, whether or not it is there.
async function hasTarget(folder: string): Promise<boolean> {
  const program = process.env['RUSTC'] || 'rustc'
  const args = ['--print', 'target-libdir', '--target', TARGET]
  const { stdout } = await runTool({ program, args, missing: INSTALL_RUST }, folder, { capture: true })
  const files = await readdir(stdout.trim()).catch((): string[] => [])
  return files.some((file) => file.startsWith('libstd-'))
}
