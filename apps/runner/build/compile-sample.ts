import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scaffoldSkill } from '@blufio/scaffold'
import asc from 'assemblyscript/asc'

/** The bindings that every new skill in AssemblyScript begins with; samples use the same. */
const BINDINGS = scaffoldSkill('sample', { template: 'assemblyscript' }).get('assembly/blufio.ts') ?? ''

/** Compiles the sample `name` of `folder` to WebAssembly. Throws with the compiler's own words. */
export async function compileSample(folder: string, name: string): Promise<Uint8Array> {
  let module: Uint8Array | undefined
  const { error, stderr } = await asc.main(
    [`${name}/index.ts`, '--outFile', 'skill.wasm', '--optimizeLevel', '3', '--shrinkLevel', '1', ...OPTIONS],
    {
      readFile: (path) => (path === 'blufio.ts' ? BINDINGS : readFile(join(folder, path), 'utf8').catch(() => null)),
      writeFile(path, contents) {
        if (path === 'skill.wasm' && typeof contents !== 'string') module = contents
      },
      listFiles: () => null,
    },
  )
  if (error !== null || module === undefined)
    throw new Error(`the sample ${name} does not compile: ${stderr.toString()}`)
  return module
}

// The names of functions stay, for the profile and the listing.
const OPTIONS = ['--debug', '--runtime', 'incremental', '--use', 'abort=blufio/abort']
