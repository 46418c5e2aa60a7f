import { cpSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSite, type Site } from '../../../../tooling/testing/engines/site.ts'
import sandbox from '../../package.json' with { type: 'json' }

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url))

const DIST = '/node_modules/@blufio/sandbox/dist'
/** What package.json says of browsers. */
const IMPORTS = {
  '@blufio/sandbox': `${DIST}/index.browser.js`,
  '@blufio/sandbox/rewriter': `${DIST}/rewriter.js`,
  '@blufio/core': '/node_modules/@blufio/core/dist/index.js',
}

/**
 * A script of this folder, bundled for every runtime, beside the packages as they are built: each runtime finds the
 * file that the package names for it. A script that is called a program may use Node's modules, and runs in no page.
 */
export function buildSandboxSite(script: string): Promise<Site> {
  return buildSite(join(HERE, script), {
    // No page starts servers.
    external: ['@blufio/*', '*/capability-servers.ts', ...(script.endsWith('-program.ts') ? ['node:*'] : [])],
    imports: IMPORTS,
    // The assembler of the tests asks for these where it sees Node.js, and does without what is in them.
    empty: ['fs', 'path', 'crypto'],
    fill: copyPackages,
  })
}

function copyPackages(folder: string): void {
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
}
