import crypto from 'node:crypto'

const START_MS = Date.UTC(2024, 0, 1)

/** Makes what a program can learn of its surroundings the same wherever and whenever it runs. */
export function fixSources(): void {
  fixClocks()
  fixRandomNumbers()
  fixProcess()
}

/** Clocks count how often they are read, in milliseconds. */
function fixClocks(): void {
  let readings = 0
  const milliseconds = (): number => ++readings
  const RealDate = Date
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args) => (args.length === 0 ? new target(Date.now()) : Reflect.construct(target, args)),
  })
  RealDate.now = () => START_MS + milliseconds()
  performance.now = milliseconds
  const hrtime = (): [number, number] => [Math.floor(milliseconds() / 1000), (readings % 1000) * 1_000_000]
  process.hrtime = Object.assign(hrtime, { bigint: () => BigInt(milliseconds()) * 1_000_000n })
}

function fixRandomNumbers(): void {
  let state = 0x9e3779b9
  const nextByte = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  }
  const fill = <View extends ArrayBufferView>(view: View): View => {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).forEach((_, at, all) => {
      all[at] = nextByte()
    })
    return view
  }
  Math.random = () => (nextByte() * 256 + nextByte()) / 65_536
  globalThis.crypto.getRandomValues = fill as Crypto['getRandomValues']
  crypto.randomFillSync = fill as typeof crypto.randomFillSync
  crypto.randomBytes = ((size: number) => fill(Buffer.alloc(size))) as typeof crypto.randomBytes
}

/** Glue hands some of this to the guest, where a longer path is more bytes to copy. */
function fixProcess(): void {
  for (const name of Object.keys(process.env)) delete process.env[name]
  process.env['TZ'] = 'UTC'
  const fixed = { argv: ['node', 'program'], argv0: 'node', execPath: 'node', cwd: () => '/' }
  // Not all of it can be set on the object itself.
  globalThis.process = Object.create(process, Object.getOwnPropertyDescriptors(fixed))
  Object.defineProperty(navigator, 'language', { value: 'en-US' })
  Object.defineProperty(navigator, 'languages', { value: ['en-US'] })
}
