import { wat } from '../support/wat.ts'

/** How deep calls from guest to host and back may nest, and how many of them a run may make: both sides stop at the same. */
const MOST_DEPTH = 6
const MOST_CALLS = 60

type Callable = (...values: readonly unknown[]) => unknown

/** For functions that JavaScript can't be called as: halves of a vector. */
const LANES = new WebAssembly.Module(
  wat(`(module (import "host" "lanes" (func $lanes (param i64 i64)))
    (func (export "log-v128") (param v128)
      (call $lanes (i64x2.extract_lane 0 (local.get 0)) (i64x2.extract_lane 1 (local.get 0)))))`),
)

/** Arguments that convert to any number type and to references of any object; what a function does not take, it ignores. */
export const NUMBERS: readonly unknown[] = ['7', '-3', '1', '0', '200', '-1', '7', '7', '7', '7', '7', '7']
/** Arguments for functions that take references to what only the guest can make. */
export const NULLS: readonly unknown[] = NUMBERS.map(() => null)

/** The host of one instance of a generated module: binaryen's `fuzzing-support`, whose every call is written down. */
export class GeneratedHost {
  /** What the guest called, in order. */
  readonly log: string[] = []
  readonly tags: { readonly wasm: WebAssembly.Tag; readonly js: WebAssembly.Tag } = {
    wasm: new WebAssembly.Tag({ parameters: ['i32'] }),
    js: WebAssembly.JSTag,
  }
  /** What the guest exports, in order; nothing while its start function runs. */
  exports: Readonly<Record<string, WebAssembly.ExportValue>> = {}
  /** Whether a trap was caught here: what had run until then is not counted exactly. */
  trapped = false
  private readonly exportNames: readonly string[]
  private depth = 0
  private calls = 0

  constructor(module: WebAssembly.Module) {
    this.exportNames = WebAssembly.Module.exports(module).map(({ name }) => name)
  }

  /** Imports for the module, each of the kind that it asks for; `globals` are the values of the ones it imports. */
  imports(module: WebAssembly.Module, globals: ReadonlyMap<number, WebAssembly.ImportValue>): WebAssembly.Imports {
    const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {}
    for (const [index, { module: from, name, kind }] of WebAssembly.Module.imports(module).entries()) {
      const entries = imports[from] ?? {}
      imports[from] = entries
      entries[name] =
        kind === 'function'
          ? this.functionNamed(name)
          : kind === 'global'
            ? (globals.get(index) as WebAssembly.ImportValue)
            : this.tag(name)
    }
    return imports
  }

  /** Forgets what one run left here, for another of the same instance. */
  forget(): void {
    this.log.length = 0
    this.trapped = false
    this.calls = 0
  }

  private tag(name: string): WebAssembly.ImportValue {
    return (name === 'wasmtag' ? this.tags.wasm : this.tags.js) as unknown as WebAssembly.ImportValue
  }

  private functionNamed(name: string): Callable {
    const write = (...values: unknown[]): void => void this.log.push(`${name} ${values.map(describe).join(' ')}`)
    if (name === 'log-v128')
      return new WebAssembly.Instance(LANES, { host: { lanes: write } }).exports['log-v128'] as Callable
    const act = this.actions[name]
    return (...values) => {
      write(...values)
      return act?.(...values)
    }
  }

  /** What the imports do beside being written down. */
  private readonly actions: Readonly<Record<string, Callable>> = {
    throw: (which) => {
      throw which === 0 ? new Error('thrown by the host') : new WebAssembly.Exception(this.tags.wasm, [which])
    },
    'table-get': (index) => (this.exports['table'] as WebAssembly.Table).get(Number(index) >>> 0),
    'table-set': (index, value) => (this.exports['table'] as WebAssembly.Table).set(Number(index) >>> 0, value),
    'call-export': (index, flags) =>
      Number(flags) & 1 ? this.callExport(index) : this.caught(() => this.callExport(index)),
    'call-export-catch': (index) => this.caught(() => this.callExport(index)),
    'call-ref': (ref, flags) => (Number(flags) & 1 ? this.callBack(ref) : this.caught(() => this.callBack(ref))),
    'call-ref-catch': (ref) => this.caught(() => this.callBack(ref)),
    sleep: (_, id) => id,
  }

  private callExport(index: unknown): void {
    this.callBack(this.exports[this.exportNames[Number(index) >>> 0] ?? ''])
  }

  private callBack(target: unknown): void {
    if (++this.calls > MOST_CALLS || this.depth >= MOST_DEPTH) throw new Error('called back too often')
    this.depth++
    try {
      const result = (target as Callable)(...NUMBERS)
      this.log.push(`called back: ${describe(result)}`)
    } finally {
      this.depth--
    }
  }

  private caught(call: () => void): number {
    try {
      call()
      return 0
    } catch (error) {
      this.trapped ||= error instanceof WebAssembly.RuntimeError || error instanceof RangeError
      this.log.push(`caught ${this.describeThrown(error)}`)
      return 1
    }
  }

  /** What was thrown, as text in which equal things are equal; tags are told apart where the guest exports them. */
  describeThrown(error: unknown): string {
    if (error instanceof WebAssembly.RuntimeError) return `trap: ${error.message}`
    if (error instanceof RangeError) return 'stack overflow'
    if (error instanceof WebAssembly.Exception) return this.describeException(error)
    return error instanceof Error ? `${error.name}: ${error.message}` : `threw ${describe(error)}`
  }

  private describeException(exception: WebAssembly.Exception): string {
    const exported = Object.entries(this.exports).filter(([name]) => name.startsWith('state tag '))
    for (const [name, value] of exported) {
      const tag = value as unknown as WebAssembly.Tag
      if (exception.is(tag)) return `exception of ${name}: ${payload(exception, tag)}`
    }
    return 'exception of an unknown tag'
  }
}

function payload(exception: WebAssembly.Exception, tag: WebAssembly.Tag): string {
  const values: string[] = []
  for (let index = 0; index < 100; index++) {
    try {
      values.push(describe(exception.getArg(tag, index)))
    } catch (error) {
      // Past the last, or of a type that JavaScript can't hold.
      if (error instanceof RangeError || String(error).includes('index')) break
      values.push('?')
    }
  }
  return values.join(' ')
}

/** A value as text: numbers exactly, but all NaN alike; of references only what sort they are. */
export function describe(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `[${value.map(describe).join(' ')}]`
  if (value === null || value === undefined || typeof value === 'string') return String(value)
  return typeof value
}
