import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import wabt from 'wabt'
import { type FunctionListing, listFunction } from '../../src/explain/list-function.ts'
import { decode } from '../../src/rewriter/decode/decode-module.ts'
import { INSERT } from '../../src/rewriter/format/inserts.ts'
import { type RewrittenModule, rewrite } from '../../src/rewriter/rewrite.ts'

const disassembler = await wabt()
const MODULES = ['rust-word-count/skill.wasm', 'c-reverse/skill.wasm']

interface Listed extends RewrittenModule {
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly listings: readonly FunctionListing[]
}

function listAll(file: string): Listed {
  const wasm = Uint8Array.from(readFileSync(new URL(`../fixtures/${file}`, import.meta.url)))
  const rewritten = rewrite(wasm)
  const { importedFunctionCount, code } = decode(wasm)
  const listings = code.map((_, own) =>
    listFunction(wasm, rewritten.plan, importedFunctionCount + own, { maxLines: 1e6 }),
  )
  return { ...rewritten, wasm, listings }
}

/** The operators of each function as wabt disassembles them, a line's first word each. */
function operatorsByWabt(wasm: Uint8Array): string[][] {
  const module = disassembler.readWasm(wasm, { readDebugNames: false })
  try {
    const functions = module
      .toText({})
      .split(/\n {2}\(/)
      .filter((part) => part.startsWith('func '))
    return functions.map((text) =>
      text
        .split('\n')
        .slice(1)
        .flatMap((line) => /^\s+([a-z][a-z0-9_.]*)/.exec(line)?.[1] ?? []),
    )
  } finally {
    module.destroy()
  }
}

/** Inserts without a note: nothing, and those that the one before them tells of. */
const UNTOLD: ReadonlySet<number> = new Set([INSERT.nothing, INSERT['back-label'], INSERT['back-label-if']])

test.each(MODULES)('lists the operators of %s as wabt does', (file) => {
  const { wasm, listings } = listAll(file)
  const ours = listings.map(({ lines }) =>
    lines.flatMap(({ offset, code }) => (offset === undefined || code === ')' ? [] : [code.split(' ')[0]])),
  )
  expect(ours).toEqual(operatorsByWabt(wasm))
  expect(ours.flat().length).toBeGreaterThan(100)
})

test.each(MODULES)('every insert into %s has its note beside a line', (file) => {
  const { plan, listings } = listAll(file)
  const noted = listings.map(({ lines }) => lines.slice(1).flatMap(({ notes }) => notes).length)
  const entries = listings.map(({ lines }) => lines[0]?.notes.filter((note) => /^c(?:harge|heck)/.test(note)).length)
  const inserted = plan.functions.map(
    ({ first, end }) => plan.inserts.subarray(first, end).filter((insert) => !UNTOLD.has(insert)).length,
  )
  expect(noted.map((count, own) => count + (entries[own] ?? 0))).toEqual(inserted)
  expect(inserted.reduce((total, count) => total + count, 0)).toBeGreaterThan(20)
})
