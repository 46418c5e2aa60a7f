import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { gcCases } from './gc-rules.ts'
import { type Call, type GoldenCase, ruleCases } from './rules.ts'

/** All cases: programs compiled from AssemblyScript, and modules for one rule each. */
export async function goldenCases(): Promise<GoldenCase[]> {
  const programs = await compilePrograms()
  const calls: Call[] = [
    ['fib', 32],
    ['fib', 1],
    ['sieve', 1_000_000],
    ['matmul', 120],
    ['sort', 100_000],
  ]
  const fixtures = ['c-reverse', 'rust-word-count'].map(async (name): Promise<GoldenCase> => {
    const file = new URL(`../fixtures/${name}/skill.wasm`, import.meta.url)
    return { name: `${name}, without input`, wasm: Uint8Array.from(await readFile(file)), calls: [['run']] }
  })
  return [
    { name: 'AssemblyScript programs', wasm: programs, calls },
    ...(await Promise.all(fixtures)),
    ...ruleCases(),
    ...gcCases(),
  ]
}

async function compilePrograms(): Promise<Uint8Array<ArrayBuffer>> {
  const baseDir = fileURLToPath(new URL('./programs', import.meta.url))
  let binary: Uint8Array | undefined
  const { error, stderr } = await asc.main(
    ['programs.ts', '--baseDir', baseDir, '-O3', '--runtime', 'stub', '--outFile', 'out.wasm'],
    {
      writeFile: (name, contents) => {
        if (name === 'out.wasm' && typeof contents !== 'string') binary = contents
      },
    },
  )
  if (error !== null || binary === undefined) throw new Error(`asc failed: ${stderr.toString()}`)
  return Uint8Array.from(binary)
}
