import { answerOn as answerBy, type Question as PageQuestion } from '../../../../tooling/testing/engines/answer.ts'
import type { Engine } from '../../../../tooling/testing/engines/engine.ts'
import { buildSandboxSite } from './site.ts'

/** What a script of this folder is given, and how long it may take. */
export interface Question extends Omit<PageQuestion, 'buildSite'> {
  /** The name of the script's file. */
  readonly script: string
}

/** What a script of this folder answers to its input on `engine`, whose program is `path`; throws when it fails. */
export function answerOn<Output>(engine: Engine, path: string, { script, ...question }: Question): Promise<Output> {
  return answerBy(engine, path, { ...question, buildSite: () => buildSandboxSite(script) })
}
