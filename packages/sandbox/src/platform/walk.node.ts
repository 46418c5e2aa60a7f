import type { Stats } from 'node:fs'
import { lstat, mkdir, readlink } from 'node:fs/promises'
import { isAbsolute, sep } from 'node:path'
import { type FilePath, isWithin } from '../policy/path.ts'
import { diskFault, errorCode } from './disk-fault.node.ts'
import { FileFault } from './file-storage.ts'
import type { GrantedRoot } from './granted-root.node.ts'
import type { HeldFolder, HoldFolder } from './held-folder.node.ts'
import { holdFolder } from './hold-folder.node.ts'

/** How often a path is begun again because of a link: as many as Linux goes through. */
const MAX_TURNS = 40

/** A name in a folder that is held, and what was there; nothing where `stats` is `undefined`. */
export interface Place {
  readonly folder: HeldFolder
  readonly name: string
  readonly stats: Stats | undefined
}

/** Where a walk may go. */
export interface WalkOptions {
  /** What is granted: links may lead to it, and nowhere else. */
  readonly roots: readonly GrantedRoot[]
  /** Whether a link at the end of the path is gone through, too. */
  readonly followsLast: boolean
  /** Whether a missing folder that is granted in the skill's own data folder is made on the way. */
  readonly makesOwnFolder?: boolean
  readonly signal: AbortSignal
  readonly hold?: HoldFolder | undefined
}

/** Names to go, from the folder of a root on: the first is the root's own, links can bring in `..`. */
interface Route {
  readonly root: GrantedRoot
  readonly names: readonly string[]
  /** Whether its end is where a link leads. */
  readonly endsLink: boolean
}

/**
 * Goes to where `path` leads, one folder at a time, each held before what is in it is looked at, and does something there.
 * Links are read and gone through here, and never by the system: a FileFault `outside` tells that one leads to what is not
 * granted, with nothing looked at there.
 */
export async function withPlace<T>(
  path: FilePath,
  options: WalkOptions,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  let route = routeOf(path, options.roots)
  for (let turn = 0; turn <= MAX_TURNS; turn++) {
    try {
      const end = await walk(route, options, use)
      if ('result' in end) return end.result
      route = end
    } catch (thrown) {
      const fault = diskFault(thrown)
      throw fault.failure === 'not-found' && route.endsLink ? new FileFault('not-a-plain-file') : fault
    }
  }
  throw new FileFault('not-a-plain-file')
}

/** From the nearest root on: one that is granted within another may be a link to elsewhere. */
function routeOf(path: FilePath, roots: readonly GrantedRoot[]): Route {
  const depthOf = ({ grant }: GrantedRoot): number => grant.parts.length
  const [root] = roots.filter(({ grant }) => isWithin(path, grant)).sort((a, b) => depthOf(b) - depthOf(a))
  if (root === undefined) throw new FileFault('not-found')
  return { root, names: [root.name, ...path.parts.slice(depthOf(root))], endsLink: false }
}

/** Goes a route to its end, or to what has to be gone instead of it because of a link. */
async function walk<T>(
  route: Route,
  { roots, followsLast, makesOwnFolder = false, signal, hold = holdFolder }: WalkOptions,
  use: (place: Place) => Promise<T>,
): Promise<Route | { readonly result: T }> {
  let folder = await hold(route.root.folder)
  try {
    for (const [index, name] of route.names.entries()) {
      signal.throwIfAborted()
      const above = route.names.slice(0, index)
      const below = route.names.slice(index + 1)
      if (name === '..') return { ...route, names: [...parentOf(above), ...below] }
      const stats = await statsOf(folder.at(name))
      const isLast = below.length === 0
      if (stats?.isSymbolicLink() && (followsLast || !isLast)) {
        const { root, names } = leadsTo(await readlink(folder.at(name)), { root: route.root, names: above }, roots)
        return { root, names: [...names, ...below], endsLink: isLast || route.endsLink }
      }
      if (isLast) {
        if (stats === undefined && route.endsLink) break
        return { result: await use({ folder, name, stats }) }
      }
      // That there is something in it tells that it is to be a folder.
      if (stats === undefined && index === 0 && makesOwnFolder && route.root.grant.base === 'own') {
        await mkdir(folder.at(name)).catch(() => {})
      }
      const next = await folder.enter(name)
      await folder.close()
      folder = next
    }
  } finally {
    await folder.close()
  }
  throw new FileFault('not-found')
}

/** The names of the folder above the last of these; a root's own is not given up. */
function parentOf(names: readonly string[]): readonly string[] {
  if (names.length < 2) throw new FileFault('outside')
  return names.slice(0, -1)
}

/** Where a link in the folder `from` leads to. */
function leadsTo(
  target: string,
  from: Pick<Route, 'root' | 'names'>,
  roots: readonly GrantedRoot[],
): Pick<Route, 'root' | 'names'> {
  const names = target.split(sep).filter((name) => name !== '' && name !== '.')
  if (!isAbsolute(target)) {
    // A root that became a link leads away from where it was found.
    if (from.names.length === 0) throw new FileFault('outside')
    return { root: from.root, names: [...from.names, ...names] }
  }
  for (const root of roots) {
    for (const path of root.paths) {
      const above = path.split(sep).filter((name) => name !== '')
      if (above.every((name, index) => names[index] === name)) {
        return { root, names: [root.name, ...names.slice(above.length)] }
      }
    }
  }
  throw new FileFault('outside')
}

/** What is at a path, without going through a link; nothing where `undefined`. */
async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
