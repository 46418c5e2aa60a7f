import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'vitest'

/** A program, or what the machine lacks. */
export type Found = { readonly path: string } | { readonly needs: string }

/** Somewhere that JavaScript runs. */
export interface Engine {
  readonly name: string
  /** A `page` is opened by a browser; a `server` is a runtime that runs a file of JavaScript. */
  readonly kind: 'page' | 'server'
  readonly find: () => Found
  /** The command line that runs the script `file`, given `url`, or opens the page at `url`, with a folder for its profile. */
  readonly args: (script: {
    readonly file: string
    readonly url: string
    readonly profile: string
  }) => readonly string[]
  /** What has it print its version, where a page is not told all of it. */
  readonly versionArgs?: readonly string[]
  /** Whether the page is served as isolated from other origins, without which its threads can't share memory. */
  readonly isolated?: boolean
}

/** The program of `engine`; skips a test that can't have it. */
export function programOf(engine: Engine, context: TestContext): string {
  const found = engine.find()
  return 'needs' in found ? context.skip(`needs ${found.needs}`) : found.path
}

/** The version that the program of `engine` prints; `undefined` where its scripts know it, or it is not there. */
export function printedVersion(engine: Engine): string | undefined {
  const found = engine.find()
  if (engine.versionArgs === undefined || 'needs' in found) return undefined
  const printed = execFileSync(found.path, engine.versionArgs, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return /\w+ [\d.]+/.exec(printed)?.[0]
}

/** The first of `programs` on the path, or that the machine lacks what is called `name`. */
export function onPath(programs: readonly string[], name: string): Found {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const paths = programs.flatMap((program) => folders.map((folder) => join(folder, program)))
  const path = paths.find((candidate) => existsSync(candidate))
  return path === undefined ? { needs: name } : { path }
}
