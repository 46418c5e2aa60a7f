import { join } from 'node:path'
import type { Engine } from './engine.ts'
import { startEngine, unanswered } from './engine-process.ts'
import { servePage } from './page-server.ts'
import { makeProfile, type ProfileOptions } from './profile.ts'
import type { Site } from './site.ts'

/** What a script is given, and how long it may take. */
export interface Question extends ProfileOptions {
  readonly buildSite: () => Promise<Site>
  readonly input: unknown
  readonly timeoutMs: number
  /** Whether the program must come to its end by itself once it has answered, and well. */
  readonly mustEnd?: boolean
  /** The name by which a page is asked for, when not by its address. */
  readonly host?: string
}

/** What a site's script answers to its input on `engine`, whose program is `path`; throws when it fails. */
export async function answerOn<Output>(engine: Engine, path: string, question: Question): Promise<Output> {
  const { input, timeoutMs, host } = question
  const site = await question.buildSite()
  const page = await servePage({ site, input, isolated: engine.isolated === true })
  const profile = makeProfile(question)
  const url = host === undefined ? page.url : page.url.replace('127.0.0.1', host)
  const args = engine.args({ file: join(site.folder, site.entry), url, profile: profile.folder })
  const started = startEngine(path, { args, cwd: site.folder, timeoutMs })
  try {
    const output = await Promise.race([page.output, unanswered(started)])
    const done = doneOf<Output>(output, `${site.entry} on ${engine.name}`)
    if (question.mustEnd === true && (await started.end) !== 'ended with 0') {
      throw new Error(`${site.entry} on ${engine.name}: it has answered, then it ${await started.end}`)
    }
    return done
  } finally {
    page.close()
    await started.kill()
    site.remove()
    profile.remove()
  }
}

/** What `host-page.ts` reports as done; throws what it reports as failed. */
export function doneOf<Output>(output: unknown, where: string): Output {
  const { done, failed } = output as { readonly done?: Output; readonly failed?: string }
  if (done === undefined) throw new Error(`${where} failed: ${failed}`)
  return done
}
