// Runs one program in this process: node run-program.ts NAME plain|metered|recorded FOLDER
//
// `plain` and `recorded` put the modules that they meet into FOLDER, `metered` meters those. `recorded` adds
// recording.jsonl. All add MODE.json: what came out of the program, and what it used.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fixSources } from './fixed-sources.ts'
import { meterInstances } from './metered-instances.ts'
import { programs } from './programs.ts'
import { record } from './recording/recorder.ts'
import { type Instantiate, interceptInstances } from './wasm-interception.ts'

const [name = '', mode = '', folder = ''] = process.argv.slice(2)
const load = programs[name]
if (load === undefined) throw new Error(`no program is called ${name}`)

const { instantiate, finish } = await engineOf(mode)
fixSources()
interceptInstances(instantiate)
const { run } = await load()
const output = await run()
writeFileSync(join(folder, `${mode}.json`), JSON.stringify({ output, ...finish() }))

interface Engine {
  readonly instantiate: Instantiate
  /** Called when the program is done: what else is to be said of it. */
  readonly finish: () => object
}

async function engineOf(mode: string): Promise<Engine> {
  switch (mode) {
    case 'plain':
      return keepingModules({
        instantiate: ({ module }, imports) => new WebAssembly.Instance(module, imports).exports,
        finish: () => ({}),
      })
    case 'recorded': {
      const { instantiate, text } = record()
      const finish = () => {
        writeFileSync(join(folder, 'recording.jsonl'), text())
        return {}
      }
      return keepingModules({ instantiate, finish })
    }
    case 'metered': {
      const { instantiate, fuel } = await meterInstances(keptModules())
      return { instantiate, finish: () => ({ startup: `${fuel().startup}`, fuel: `${fuel().total}` }) }
    }
    default:
      throw new Error(`no way to run a program is called ${mode}`)
  }
}

function keepingModules({ instantiate, finish }: Engine): Engine {
  return {
    finish,
    instantiate: (caught, imports) => {
      writeFileSync(join(folder, `${caught.sha256}.wasm`), caught.bytes)
      return instantiate(caught, imports)
    },
  }
}

function keptModules(): Map<string, Uint8Array> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.wasm'))
  return new Map(
    files.map((file) => [file.slice(0, -'.wasm'.length), Uint8Array.from(readFileSync(join(folder, file)))]),
  )
}
