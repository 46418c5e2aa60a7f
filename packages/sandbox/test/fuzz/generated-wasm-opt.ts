import { constants, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'

/** What the last lines of the program are; its own way to start gives nobody its end or its errors. */
const START = 'createWasm().then(()=>run())'
const REGULAR_FILE = 0o100_644

/** A program that Emscripten made for Node.js, started again and again in this process. */
type Program = (module: object, require: (name: string) => object, process: object) => Promise<void>

interface EmscriptenInfo {
  readonly findWasmBinary: () => Uint8Array<ArrayBuffer>
}

const require = createRequire(import.meta.url)
let program: Program | undefined
let compiled: WebAssembly.Module | undefined

/**
 * Runs binaryen's `wasm-opt` on `input` and returns what it writes; `initial` is what `--translate-to-fuzz` starts from. A fresh instance each time, so that the output depends
 * on nothing but the input and the arguments; in this process, because starting one takes twenty times as long.
 *
 * @throws Error with what the program printed when it fails.
 */
export async function wasmOpt(
  input: Uint8Array,
  args: readonly string[],
  initial?: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  program ??= loadProgram()
  const files = new MemoryFiles(initial === undefined ? { input } : { input, initial })
  const start = initial === undefined ? [] : ['--initial-fuzz=initial']
  const module = {
    arguments: ['input', ...start, ...args, '-o', 'output'],
    print: files.print,
    printErr: files.print,
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
      compiled ??= new WebAssembly.Module((module as unknown as EmscriptenInfo).findWasmBinary())
      receive(new WebAssembly.Instance(compiled, imports))
    },
  }
  const host = {
    versions: process.versions,
    argv: ['node', 'wasm-opt'],
    platform: 'linux',
    env: {},
    cwd: () => '/',
    binding: () => ({ fs: constants }),
  }
  const parts: Readonly<Record<string, object>> = { 'node:fs': files }
  try {
    await program(module, (name) => parts[name] ?? require(name), host)
  } catch (cause) {
    throw new Error(`wasm-opt ${args.join(' ')} failed: ${files.printed}`, { cause })
  }
  if (files.output === undefined) throw new Error(`wasm-opt ${args.join(' ')} wrote nothing: ${files.printed}`)
  return files.output
}

function loadProgram(): Program {
  const source = readFileSync(require.resolve('binaryen/bin/wasm-opt'), 'utf8').replace(/^#!.*/, '')
  const at = source.lastIndexOf(START)
  if (at === -1) throw new Error(`binaryen's wasm-opt does not end in ${START}: look at how it starts now`)
  const body = `${source.slice(0, at)}Module.findWasmBinary = findWasmBinary; return ${START}`
  return compileFunction(body, ['Module', 'require', 'process', '__filename', '__dirname', 'module']) as Program
}

const FIRST_INPUT = 10
const OUTPUT = 9

/** The part of `node:fs` that the program uses, holding what it reads, what it writes to `output` and what it prints. */
class MemoryFiles {
  printed = ''
  private readonly names: readonly string[]
  private readonly inputs: readonly Uint8Array[]
  private written: Uint8Array<ArrayBuffer> | undefined
  private length = 0

  constructor(inputs: Readonly<Record<string, Uint8Array>>) {
    this.names = Object.keys(inputs)
    this.inputs = Object.values(inputs)
  }

  get output(): Uint8Array<ArrayBuffer> | undefined {
    return this.length === 0 ? undefined : this.written?.slice(0, this.length)
  }

  print = (line: string): void => {
    this.printed += `${line}\n`
  }

  openSync = (path: string): number => {
    const file = this.find(path)
    if (file === OUTPUT) this.written ??= new Uint8Array(1 << 16)
    return file
  }

  closeSync = (): void => {}

  fstatSync = (file: number): object => {
    const size = file >= FIRST_INPUT ? this.input(file).length : this.length
    return { ino: file, mode: REGULAR_FILE, size, isDirectory: () => false }
  }

  lstatSync = (path: string): object => {
    const file = this.find(path)
    if (file === OUTPUT && this.written === undefined)
      throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' })
    return this.fstatSync(file)
  }

  statSync: (path: string) => object = this.lstatSync

  readSync = (file: number, into: Uint8Array, offset: number, length: number, position: number): number => {
    const bytes = this.input(file).subarray(position, position + length)
    into.set(bytes, offset)
    return bytes.length
  }

  writeSync = (file: number, from: Uint8Array, offset: number, length: number, position: number): number => {
    const bytes = new Uint8Array(from.buffer, from.byteOffset + offset, length)
    if (file === OUTPUT) this.append(bytes, position)
    else this.printed += new TextDecoder().decode(bytes)
    return length
  }

  private find(path: string): number {
    const input = this.names.indexOf(path.slice(path.lastIndexOf('/') + 1))
    return input === -1 ? OUTPUT : FIRST_INPUT + input
  }

  private input(file: number): Uint8Array {
    return this.inputs[file - FIRST_INPUT] ?? new Uint8Array()
  }

  private append(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length
    if (this.written === undefined || this.written.length < end) {
      const larger = new Uint8Array(end * 2)
      larger.set(this.written ?? [])
      this.written = larger
    }
    this.written.set(bytes, position)
    this.length = Math.max(this.length, end)
  }
}
