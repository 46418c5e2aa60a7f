import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** A folder that a server runtime runs a file of and that a browser is served. */
export interface Site {
  readonly folder: string
  /** The file to run. */
  readonly entry: string
  /** Where a page finds what it imports by name. */
  readonly imports: Readonly<Record<string, string>>
  readonly remove: () => void
}

/** What is not in the bundle. */
export interface SiteOptions {
  /** What is imported by name where the script runs. */
  readonly external?: readonly string[]
  readonly imports?: Readonly<Record<string, string>>
  /** Modules in whose place an empty one is bundled. */
  readonly empty?: readonly string[]
  /** Puts more into the folder. */
  readonly fill?: (folder: string) => void
}

/** The file `script`, a path, bundled for every runtime. */
export async function buildSite(
  script: string,
  { external = [], imports = {}, empty = [], fill }: SiteOptions = {},
): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'blufio-site-'))
  fill?.(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  writeFileSync(join(folder, 'nothing.js'), '')
  await build({
    entryPoints: [script],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: [...external],
    alias: Object.fromEntries(empty.map((name) => [name, join(folder, 'nothing.js')])),
    define: { __dirname: '"/"' },
    loader: { '.wasm': 'binary' },
    logLevel: 'silent',
  })
  return {
    folder,
    entry: basename(script).replace(/\.ts$/, '.js'),
    imports,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

const PACKAGES = fileURLToPath(new URL('../../../packages/', import.meta.url))

/** Puts packages of this project into `folder` as npm would, as they are built, and what they depend on. */
export function copyPackages(folder: string, names: readonly string[]): void {
  const modules = join(folder, 'node_modules')
  for (const name of names) {
    const from = join(PACKAGES, name)
    const home = join(modules, '@blufio', name)
    mkdirSync(home, { recursive: true })
    for (const part of ['package.json', 'dist']) cpSync(join(from, part), join(home, part), { recursive: true })
    const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
      dependencies?: Readonly<Record<string, string>>
    }
    for (const dependency of Object.keys(dependencies)) {
      if (dependency.startsWith('@blufio/')) continue
      cpSync(realpathSync(join(from, 'node_modules', dependency)), join(modules, dependency), { recursive: true })
    }
  }
}
