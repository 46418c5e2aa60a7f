import { fileURLToPath } from 'node:url'
import { answerOn as answerBy, type Question as PageQuestion } from '../../../../tooling/testing/engines/answer.ts'
import { CHROMIUM, FIREFOX, WEBKIT } from '../../../../tooling/testing/engines/browsers.ts'
import type { Engine } from '../../../../tooling/testing/engines/engine.ts'
import { buildSite, type Site } from '../../../../tooling/testing/engines/site.ts'

/** Where the store must keep its contract. */
export const BROWSERS: readonly Engine[] = [CHROMIUM, FIREFOX, WEBKIT]

/** What a script of this folder is given, and how long it may take. */
export interface Question extends Omit<PageQuestion, 'buildSite'> {
  /** The name of the script's file. */
  readonly script: string
}

/** What a script of this folder answers to its input in `browser`, whose program is `path`; throws when it fails. */
export function answerOn<Output>(browser: Engine, path: string, { script, ...question }: Question): Promise<Output> {
  return answerBy(browser, path, { ...question, buildSite: () => buildStoreSite(script) })
}

/** A script of this folder, as a bundler makes it for pages. */
export function buildStoreSite(script: string): Promise<Site> {
  return buildSite(fileURLToPath(new URL(script, import.meta.url)))
}
