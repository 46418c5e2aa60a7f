import { RewriteError } from './rewrite-error.ts'

/** Refuses what is no bytes, or more of them than `maxBytes`, before anything is copied. */
export function assertBytes(wasm: Uint8Array, maxBytes: number): void {
  if (!(wasm instanceof Uint8Array)) {
    const got = typeof wasm === 'object' ? Object.prototype.toString.call(wasm).slice(8, -1) : typeof wasm
    throw new RewriteError('ERR_WASM_NOT_BYTES', `expected the bytes of a module as a Uint8Array, got: ${got}`, {
      hint: 'read the file first, such as by readFile(path) of node:fs/promises',
    })
  }
  if (wasm.length <= maxBytes) return
  throw new RewriteError('ERR_WASM_TOO_LARGE', `the module has ${wasm.length} bytes, the limit is ${maxBytes}`)
}
