import { readdir } from 'node:fs/promises'
import { stripVTControlCharacters } from 'node:util'
import { cliError } from '../cli-error.ts'
import { runTool } from '../run-tool.ts'
import { showsColours } from '../terminal-text.ts'
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
    const tool = { program, args, missing: INSTALL_RUST, env: colourSetting() }
    const { succeeded, stdout, stderr } = await runTool(tool, folder, { capture: 'aloud' })
    if (!succeeded) throw await buildFailed(folder, stderr)
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

// Cargo sees a pipe, though what it says is shown at the terminal.
function colourSetting(): Readonly<Record<string, string>> {
  const { CARGO_TERM_COLOR } = process.env
  return CARGO_TERM_COLOR === undefined && showsColours() ? { CARGO_TERM_COLOR: 'always' } : {}
}

async function buildFailed(folder: string, said: string): Promise<Error> {
  const linker = /linker `([^`]+)` not found/.exec(stripVTControlCharacters(said))?.[1]
  if (linker !== undefined) {
    return cliError('ERR_CLI_TOOL_MISSING', `Rust has no linker for ${TARGET}: ${linker} is not installed`, {
      hint: 'install lld (Debian: lld), or set CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER',
    })
  }
  if (await lacksTarget(folder)) {
    return cliError('ERR_CLI_TOOL_MISSING', `Rust has no standard library for ${TARGET}`, { hint: ADD_TARGET })
  }
  return cliError('ERR_CLI_BUILD_FAILED', `cargo could not compile ${folder}`, { hint: 'mend what it says above' })
}

// rustc says where the library of a target would lie, whether or not it is there. A rustc that fails, as one of rustup
// without a toolchain, has the same reason as the build, which cargo has told.
async function lacksTarget(folder: string): Promise<boolean> {
  const program = process.env['RUSTC'] || 'rustc'
  const args = ['--print', 'target-libdir', '--target', TARGET]
  const { succeeded, stdout } = await runTool({ program, args, missing: INSTALL_RUST }, folder, { capture: 'quietly' })
  if (!succeeded) return false
  const files = await readdir(stdout.trim()).catch((): string[] => [])
  return !files.some((file) => file.startsWith('libstd-'))
}
