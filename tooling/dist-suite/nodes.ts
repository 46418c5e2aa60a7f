import { join } from 'node:path'
import { npmProgram } from './npm-program.ts'

/** The path of Node `version`, from npm's package `node`; what went wrong when it can't be had. */
export function nodeOfVersion(version: string): { readonly path: string } | { readonly problem: string } {
  return npmProgram({
    name: 'node',
    version,
    file: join('bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    cache: join('blufio-nodes', `${version}-${process.platform}-${process.arch}`),
    scripts: true,
  })
}
