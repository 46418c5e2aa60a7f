import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { onTestFinished } from 'vitest'
import { type HttpsSite, startHttpsSite } from './https-site.ts'

/** A version of a package, as a registry answers with it. */
export interface PublishedVersion {
  readonly tarball: Uint8Array
  /** In place of what belongs to the tarball. */
  readonly dist?: { readonly integrity?: unknown; readonly tarball?: unknown }
}

/** What a package is published with: its versions, and which of them its tags are. */
export interface PublishedPackage {
  readonly versions: Readonly<Record<string, PublishedVersion>>
  readonly tags?: Readonly<Record<string, string>>
}

/** Starts an npm registry by https, with `packages` by their names. */
export async function startRegistry(packages: Readonly<Record<string, PublishedPackage>>): Promise<HttpsSite> {
  const site = await startHttpsSite((request, response) => {
    const [name = '', file] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('/-/')
    const { versions, tags = {} } = packages[name] ?? {}
    const version = versions?.[file?.replace(/\.tgz$/, '') ?? '']
    if (versions === undefined || (file !== undefined && version === undefined)) response.writeHead(404).end('{}')
    else if (version) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(version.tarball)
    else {
      const entries = Object.entries(versions).map(([number, { tarball, dist }]) => {
        const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
        return [
          number,
          { name, version: number, dist: { integrity, tarball: `${site.origin}/${name}/-/${number}.tgz`, ...dist } },
        ]
      })
      const body = { name, 'dist-tags': tags, versions: Object.fromEntries(entries) }
      response.writeHead(200, { 'content-type': 'application/vnd.npm.install-v1+json' }).end(JSON.stringify(body))
    }
  })
  return site
}

/** What `npm pack` makes of `files`, without running their scripts. */
export async function npmPack(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'blufio-npm-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const args = ['pack', '--json', '--ignore-scripts', '--offline', '--cache', join(folder, '.cache')]
  const { stdout } = await promisify(execFile)('npm', args, { cwd: folder, shell: process.platform === 'win32' })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return new Uint8Array(await readFile(join(folder, filename)))
}

/** A gzipped tar file with these entries, as they are given. */
export async function tarballOf(entries: Parameters<typeof packTar>[0]): Promise<Uint8Array> {
  return new Uint8Array(gzipSync(await packTar(entries)))
}
