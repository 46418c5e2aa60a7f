import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SkillTrace } from '@blufio/core'
import { cliError } from './cli-error.ts'
import { replaceFile } from './replace-file.ts'
import { readRegularFile } from './skill-files.ts'

/** Who may read a trace: nobody but its owner, as it holds what the skill was given. */
const OWNER_ONLY = 0o600

/**
 * Refuses, before anything runs, a path at which no file can be written: one in a folder that is not there, or a folder.
 *
 * @throws `ERR_CLI_FILE_WRITE`
 */
export async function assertTracePath(path: string): Promise<void> {
  const isFolder = async (of: string): Promise<boolean> =>
    (await stat(of).catch(() => undefined))?.isDirectory() === true
  if (await isFolder(path)) {
    throw cliError('ERR_CLI_FILE_WRITE', `${path} is a folder`, { hint: 'name a file for the trace' })
  }
  if (await isFolder(dirname(path))) return
  throw cliError('ERR_CLI_FILE_WRITE', `${path} can't be written: there is no folder ${dirname(path)}`, {
    hint: 'make it first, or name another file',
  })
}

/** Writes the trace of a result, in place of what is there. Throws `ERR_CLI_FILE_WRITE`. */
export async function writeTrace(path: string, trace: SkillTrace): Promise<void> {
  await replaceFile(path, new TextEncoder().encode(`${JSON.stringify(trace)}\n`), { mode: OWNER_ONLY })
}

/** What is in the file of a trace, still to be checked. */
export interface TraceFile {
  readonly trace: SkillTrace
  /** The name of the skill that it seems to be of. */
  readonly skillName: string | undefined
  /** The fuel that it seems to have been recorded with. */
  readonly fuel: string | undefined
}

/** Reads the file of a trace. Throws `ERR_CLI_FILE_NOT_FOUND`, `ERR_CLI_FILE_READ` and `ERR_CLI_INPUT_JSON`. */
export async function readTrace(path: string): Promise<TraceFile> {
  const text = new TextDecoder().decode(await readRegularFile(path))
  const trace = parse(path, text)
  const skillName: unknown = trace?.skill?.name
  const fuel: unknown = trace?.limits?.fuel
  return {
    trace: trace as SkillTrace,
    skillName: typeof skillName === 'string' ? skillName : undefined,
    fuel: typeof fuel === 'string' && /^\d{1,20}$/.test(fuel) ? fuel : undefined,
  }
}

function parse(path: string, text: string): Partial<SkillTrace> | null | undefined {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cliError('ERR_CLI_INPUT_JSON', `${path} is not JSON: ${why}`, {
      hint: 'name a file that blufio skill run --record wrote',
      cause,
    })
  }
}
