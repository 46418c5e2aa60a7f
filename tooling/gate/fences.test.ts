import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { afterAll, expect, test } from 'vitest'
import configuration from '../../.dependency-cruiser.mjs'

const temporary = mkdtempSync(join(tmpdir(), 'blufio-fences-'))
afterAll(() => rmSync(temporary, { recursive: true }))

const rewriter = 'packages/sandbox/src/rewriter'

interface Row {
  readonly title: string
  readonly files: Record<string, string>
  /** The names of the rules that are broken. */
  readonly broken: readonly string[]
}

const rows: readonly Row[] = [
  {
    title: 'refuses a cycle, even of types',
    files: {
      'packages/core/src/a.ts': "import type { B } from './b.ts'\nexport type A = B",
      'packages/core/src/b.ts': "import type { A } from './a.ts'\nexport type B = A",
    },
    broken: ['no-cycles'],
  },
  {
    title: 'refuses an import of cli',
    files: { 'packages/store/src/a.ts': "export * from '@blufio/cli'" },
    broken: ['arrows-of-store'],
  },
  {
    title: 'refuses any package to core',
    files: { 'packages/core/src/a.ts': "export * from '@blufio/manifest'" },
    broken: ['arrows-of-core'],
  },
  {
    title: 'allows core to sandbox, and no other package',
    files: {
      'packages/sandbox/src/a.ts': "export * from '@blufio/core'",
      'packages/sandbox/src/b.ts': "export type * from '@blufio/manifest'",
    },
    broken: ['arrows-of-sandbox'],
  },
  {
    title: "refuses a path into another package's sources",
    files: {
      'packages/sandbox/src/a.ts': "export * from '../../core/src/a.ts'",
      'packages/core/src/a.ts': 'export const a = 1',
    },
    broken: ['no-reaching-into-packages', 'arrows-of-sandbox'],
  },
  {
    title: 'refuses the own index',
    files: {
      'packages/core/src/index.ts': 'export const a = 1',
      'packages/core/src/b.ts': "export { a as b } from './index.ts'",
    },
    broken: ['no-own-index'],
  },
  {
    title: 'keeps what explains, and the names of opcodes, out of what runs',
    files: {
      [`${rewriter}/format/opcode-names.ts`]: 'export const a = 1',
      'packages/sandbox/src/explain.ts': "export * from './explain/a.ts'",
      'packages/sandbox/src/explain/a.ts': `export * from '../rewriter/format/opcode-names.ts'`,
      'packages/sandbox/src/b.ts': "export * from './explain/a.ts'",
      [`${rewriter}/encode/c.ts`]: "export * from '../format/opcode-names.ts'",
    },
    broken: ['explaining-is-not-running', 'opcode-names-only-to-explain'],
  },
  {
    title: "keeps Node's modules in *.node.ts files",
    files: {
      'packages/store/src/a.ts': "export { readFileSync } from 'node:fs'",
      'packages/store/src/b.node.ts': "export { readFileSync } from 'node:fs'",
      'packages/store/src/b.test.ts': "export { readFileSync } from 'node:fs'",
      'packages/cli/src/c.ts': "export { readFileSync } from 'node:fs'",
    },
    broken: ['node-builtins-only-in-node-files'],
  },
  {
    title: 'keeps the platform out of policy',
    files: {
      'packages/sandbox/src/policy/a.ts': "export * from '../platform/p.ts'",
      'packages/sandbox/src/platform/p.ts': 'export const p = 1',
    },
    broken: ['policy-is-pure'],
  },
  {
    title: 'keeps Node out of policy, even in a *.node.ts file',
    files: { 'packages/sandbox/src/policy/a.node.ts': "export { isIP } from 'node:net'" },
    broken: ['policy-without-node'],
  },
  {
    title: 'refuses a later stage to an earlier one',
    files: {
      [`${rewriter}/decode/a.ts`]: "export type { P } from '../plan/p.ts'",
      [`${rewriter}/plan/p.ts`]: 'export type P = 1',
    },
    broken: ['stage-decode-before-plan'],
  },
  {
    title: 'gives a stage the types of earlier ones, not their code',
    files: {
      [`${rewriter}/plan/a.ts`]: "export type { D } from '../decode/d.ts'\nexport { f } from '../format/f.ts'",
      [`${rewriter}/plan/b.ts`]: "export { d } from '../decode/d.ts'",
      [`${rewriter}/decode/d.ts`]: 'export type D = 1\nexport const d = 1',
      [`${rewriter}/format/f.ts`]: 'export const f = 1',
    },
    broken: ['stage-plan-takes-data-of-decode'],
  },
  {
    title: 'keeps the rewriter apart from the rest of the sandbox',
    files: {
      [`${rewriter}/rewrite.ts`]: "export * from '../sandbox.ts'",
      'packages/sandbox/src/sandbox.ts': 'export const s = 1',
    },
    broken: ['rewriter-stands-alone'],
  },
  {
    title: 'refuses an import that leads nowhere',
    files: { 'packages/core/src/a.ts': "export * from './nothing.ts'" },
    broken: ['no-unresolvable'],
  },
  {
    title: 'refuses a test to what ships',
    files: {
      'packages/core/src/a.ts': "export * from './b.test.ts'",
      'packages/core/src/b.test.ts': 'export const b = 1',
    },
    broken: ['no-tests-in-sources'],
  },
]

test.each(rows)('$title', async ({ title, files, broken }) => {
  const folder = join(temporary, title.replaceAll(/\W+/g, '-'))
  for (const name of ['core', 'manifest', 'sandbox', 'store', 'scaffold', 'cli']) writePackage(folder, name)
  for (const [path, text] of Object.entries(files)) write(join(folder, path), text)
  const { output } = await cruise(['packages'], {
    ...configuration.options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: configuration.forbidden ?? [] },
  })
  const found = (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name)
  expect([...new Set(found)].sort()).toEqual([...broken].sort())
})

/** A built package whose only export is `name`, which every other package finds by its name. */
function writePackage(folder: string, name: string): void {
  const home = join(folder, 'packages', name)
  const dependencies = { '@blufio/core': '*', '@blufio/manifest': '*', '@blufio/cli': '*' }
  write(
    join(home, 'package.json'),
    JSON.stringify({ name: `@blufio/${name}`, type: 'module', exports: './dist/index.js', dependencies }),
  )
  write(join(home, 'dist', 'index.js'), 'export const name = 1')
  mkdirSync(join(folder, 'node_modules', '@blufio'), { recursive: true })
  symlinkSync(home, join(folder, 'node_modules', '@blufio', name), 'junction')
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
