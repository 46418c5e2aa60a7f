import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import sandbox from '../../package.json' with { type: 'json' }

/** A folder that a server runtime runs a file of and that a browser is served. */
export interface Site {
  readonly folder: string
  /** The file to run. */
  readonly entry: string
  readonly remove: () => void
}

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * A script of this folder, bundled for every runtime, beside the packages as they are built: each runtime finds the
 * file that the package names for it. A script that is called a program may use Node's modules, and runs in no page.
 */
export async function buildSite(script: string): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'blufio-site-'))
  for (const name of ['core', 'sandbox']) {
    const home = join(folder, 'node_modules', '@blufio', name)
    mkdirSync(home, { recursive: true })
    for (const part of ['package.json', 'dist'])
      cpSync(join(PACKAGES, name, part), join(home, part), { recursive: true })
  }
  for (const name of Object.keys(sandbox.dependencies).filter((dependency) => !dependency.startsWith('@blufio/'))) {
    const installed = realpathSync(join(PACKAGES, 'sandbox', 'node_modules', name))
    cpSync(installed, join(folder, 'node_modules', name), { recursive: true })
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  writeFileSync(join(folder, 'nothing.js'), '')
  await build({
    entryPoints: [join(HERE, script)],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // No page starts servers.
    external: ['@blufio/*', '*/capability-servers.ts', ...(script.endsWith('-program.ts') ? ['node:*'] : [])],
    // The assembler of the tests asks for these where it sees Node.js, and does without what is in them.
    alias: Object.fromEntries(['fs', 'path', 'crypto'].map((name) => [name, join(folder, 'nothing.js')])),
    define: { __dirname: '"/"' },
    loader: { '.wasm': 'binary' },
    logLevel: 'silent',
  })
  return {
    folder,
    entry: script.replace(/\.ts$/, '.js'),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
