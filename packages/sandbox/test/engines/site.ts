import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSite, copyPackages, type Site } from '../../../../tooling/testing/engines/site.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))

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
    fill: (folder) => copyPackages(folder, ['core', 'sandbox']),
  })
}
