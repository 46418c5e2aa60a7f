import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const BLOCK_BYTES = 512
const LAYOUT = { name: [0, 100], size: [124, 136], kind: 156 } as const
const REGULAR_FILE = '0'.charCodeAt(0)

/** Where the archive of the WebAssembly test suite lies: `$BLUFIO_TEST_DATA`, else `shared` beside the repository. */
export function archivePath(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const beside = fileURLToPath(new URL('../../../../../shared', import.meta.url))
  const path = join(env['BLUFIO_TEST_DATA'] ?? beside, 'wasm-spec', 'testsuite.tar.gz')
  return existsSync(path) ? path : undefined
}

/** The files of a gzipped tar archive by their paths, without a leading `./`. */
export function readArchive(path: string): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(gunzipSync(readFileSync(path)))
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  for (let at = 0; at + BLOCK_BYTES <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.subarray(at, at + BLOCK_BYTES)
    const size = Number.parseInt(textOf(header, LAYOUT.size), 8)
    const start = at + BLOCK_BYTES
    if (header[LAYOUT.kind] === REGULAR_FILE) {
      files.set(textOf(header, LAYOUT.name).replace(/^\.\//, ''), bytes.slice(start, start + size))
    }
    at = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES
  }
  return files
}

function textOf(header: Uint8Array, [start, end]: readonly [number, number]): string {
  const field = header.subarray(start, end)
  const zero = field.indexOf(0)
  return new TextDecoder().decode(zero === -1 ? field : field.subarray(0, zero))
}
