import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { build, type Plugin } from 'esbuild'

/** Entries that are for Node alone. Every other entry of every package must run in a browser. */
const NODE_ONLY: ReadonlySet<string> = new Set(['@blufio/cli', '@blufio/manifest/node'])

/** An import of one of Node's modules in what a bundler would ship to a browser. */
export interface ReachedBuiltin {
  /** As it is written, such as `node:fs` or `path`. */
  readonly builtin: string
  readonly importer: string
}

/** What a bundler for browsers makes of a module. */
export interface BrowserBundle {
  readonly builtins: readonly ReachedBuiltin[]
  /** The files that went into it, as absolute paths. */
  readonly files: readonly string[]
}

/** The names under which a browser can import the packages in `packagesFolder`, such as `@blufio/sandbox/rewriter`. */
export function browserEntries(packagesFolder: string): string[] {
  const entries: string[] = []
  for (const folder of readdirSync(packagesFolder)) {
    const text = readFileSync(join(packagesFolder, folder, 'package.json'), 'utf8')
    const { name, exports = {} } = JSON.parse(text) as { name: string; exports?: Record<string, unknown> }
    const paths = Object.keys(exports).filter((path) => path !== './package.json')
    entries.push(...paths.map((path) => name + path.slice(1)).filter((entry) => !NODE_ONLY.has(entry)))
  }
  return entries.sort()
}

/** Bundles `specifier`, resolved from `resolveDir`, as a page would, workers included; throws when a file is missing. */
export async function bundleForBrowser(specifier: string, resolveDir: string): Promise<BrowserBundle> {
  const builtins: ReachedBuiltin[] = []
  const { metafile } = await build({
    stdin: { contents: `export * from ${JSON.stringify(specifier)}`, resolveDir },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    absWorkingDir: resolveDir,
    outdir: 'out',
    logLevel: 'silent',
    loader: { '.wasm': 'file' },
    plugins: [recordBuiltins(builtins)],
  })
  const files = Object.keys(metafile.inputs)
    .filter((path) => path !== '<stdin>' && !path.startsWith('(disabled)'))
    .map((path) => join(resolveDir, path))
  const workers = await Promise.all(
    workersOf(files).map((worker) => bundleForBrowser(worker.replaceAll('\\', '/'), dirname(worker))),
  )
  return {
    builtins: [...builtins, ...workers.flatMap((worker) => worker.builtins)],
    files: [...files, ...workers.flatMap((worker) => worker.files)],
  }
}

/** Notes each import of a builtin that no `browser` field of a package.json replaces, and keeps it out of the bundle. */
function recordBuiltins(found: ReachedBuiltin[]): Plugin {
  return {
    name: 'record-builtins',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (!isBuiltin(path) || pluginData === 'asked') return undefined
        const { errors } = await resolve(path, { importer, resolveDir, kind, pluginData: 'asked' })
        const replaced = errors.length === 0 && !path.startsWith('node:')
        if (replaced) return undefined
        found.push({ builtin: path, importer })
        return { path, external: true }
      })
    },
  }
}

/** The modules that `files` start as workers. A bundler follows `new URL('./worker.js', import.meta.url)`; esbuild does not. */
function workersOf(files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    const urls = source.matchAll(/new URL\(\s*["'](\.{1,2}\/[^"']+\.m?js)["']\s*,\s*import\.meta\.url\s*\)/g)
    return Array.from(urls, ([, path = '']) => join(dirname(file), path)).filter((worker) => worker !== file)
  })
}
