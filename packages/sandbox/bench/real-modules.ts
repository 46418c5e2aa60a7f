import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { printSkipped } from '../../../tooling/bench/tables.ts'

/** A module that somebody published. */
export interface RealModule {
  readonly name: string
  readonly wasm: Uint8Array<ArrayBuffer>
}

/** By package, the files of the development dependencies: of C, C++, Rust, Go, AssemblyScript and Zig. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  '@chainsafe/as-sha256': ['build/optimized.simd.wasm', 'build/untouched.simd.wasm'],
  '@jitl/quickjs-wasmfile-release-sync': ['dist/emscripten-module.wasm'],
  '@jsquash/jpeg': ['codec/dec/mozjpeg_dec.wasm', 'codec/enc/mozjpeg_enc.wasm'],
  '@resvg/resvg-wasm': ['index_bg.wasm'],
  '@vscode/tree-sitter-wasm': [
    'wasm/tree-sitter.wasm',
    'wasm/tree-sitter-cpp.wasm',
    'wasm/tree-sitter-regex.wasm',
    'wasm/tree-sitter-tsx.wasm',
  ],
  'brotli-wasm': ['pkg.node/brotli_wasm_bg.wasm'],
  'esbuild-wasm': ['esbuild.wasm'],
  md4w: ['js/md4w-fast.wasm', 'js/md4w-small.wasm'],
  'sh-syntax': ['main.wasm'],
  'sql.js': ['dist/sql-wasm.wasm'],
  'vscode-oniguruma': ['release/onig.wasm'],
  wasmoon: ['dist/glue.wasm'],
}

/** Those of the published modules that are installed, and the fixtures; says which are not there. */
export function realModules(): RealModule[] {
  const fixtures = ['c-reverse', 'rust-word-count'].map((name): RealModule => {
    return { name, wasm: readFileSync(new URL(`../test/fixtures/${name}/skill.wasm`, import.meta.url)) }
  })
  const { paths } = createRequire(import.meta.url).resolve
  const published = Object.entries(FILES).flatMap(([name, files]) =>
    files.flatMap((file): RealModule[] => {
      const found = (paths(name) ?? []).map((folder) => join(folder, name, file)).find((path) => existsSync(path))
      if (found !== undefined) return [{ name: `${name}/${file.split('/').at(-1)}`, wasm: readFileSync(found) }]
      printSkipped(`${name}/${file}`, 'needs the development dependencies as package.json has them')
      return []
    }),
  )
  return [...fixtures, ...published]
}
