import { newQuickJSWASMModuleFromVariant, shouldInterruptAfterDeadline } from 'quickjs-emscripten-core'

/** A JavaScript engine in C, by Emscripten, with functions of the host that the guest calls and that call it. */
export async function run(): Promise<unknown> {
  const engine = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-wasmfile-release-sync'))
  const context = engine.newContext()
  context.runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + 1e9))
  const lines: string[] = []
  context
    .newFunction('print', (text) => void lines.push(context.getString(text)))
    .consume((print) => {
      context.setProp(context.global, 'print', print)
    })
  context
    .newFunction('twice', (callback) => {
      context.unwrapResult(context.callFunction(callback, context.undefined)).dispose()
      return context.unwrapResult(context.callFunction(callback, context.undefined))
    })
    .consume((twice) => context.setProp(context.global, 'twice', twice))
  const answer = context.unwrapResult(context.evalCode(SCRIPT)).consume((value) => context.dump(value))
  const failure = context.evalCode('null.x')
  const error = failure.error?.consume((value) => context.dump(value))
  context.runtime.executePendingJobs()
  context.dispose()
  return { answer, message: error?.message, lines }
}

const SCRIPT = `
const primes = []
for (let n = 2; primes.length < 400; n++) if (primes.every((p) => n % p)) primes.push(n)
const words = 'the quick brown fox jumps over the lazy dog'.split(' ')
const counts = new Map(words.map((word) => [word, words.filter((other) => other === word).length]))
let calls = 0
const last = twice(() => ++calls)
Promise.resolve(7).then((value) => print('later ' + value))
try { JSON.parse('{') } catch (error) { print(error.name) }
print(words.map((word) => word.replace(/[aeiou]/g, (letter) => letter.toUpperCase())).join('-'))
const big = (2n ** 200n).toString()
function* odd() { for (let n = 1; n < 20; n += 2) yield n }
;({ last, big, prime: primes.at(-1), counts: [...counts], odd: [...odd()], sum: words.sort().join() + Math.hypot(3, 4) })
`
