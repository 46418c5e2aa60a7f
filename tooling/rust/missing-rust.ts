import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TARGET = 'wasm32-unknown-unknown'
const CARGO_TOML =
  '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n[workspace]\n'

let answer: { readonly reason: string | undefined } | undefined

/**
 * Why tests that compile Rust can't run here, as the reason of a skip; `undefined` when they can. An empty library is
 * built once, as a skill is: a compiler and a target do not make a linker.
 */
export function missingRust(): string | undefined {
  answer ??= { reason: probe() }
  return answer.reason
}

function probe(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'blufio-rust-'))
  try {
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'Cargo.toml'), CARGO_TOML)
    writeFileSync(join(folder, 'src', 'lib.rs'), '')
    const cargo = process.env['CARGO'] || 'cargo'
    const { status, error, stderr } = spawnSync(cargo, ['build', '--release', '--offline', '--target', TARGET], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') },
    })
    if (status === 0) return undefined
    const [said] = /(?<=^error[^:]*: ).*/m.exec(stderr ?? '') ?? []
    return `needs Rust for wasm32 (${error?.message ?? said ?? `cargo ended with ${status}`})`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
