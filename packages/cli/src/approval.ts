import type { SkillManifest } from '@blufio/core'
import { cliError } from './cli-error.ts'
import { permissionWords } from './permission-words.ts'
import { safeLine } from './terminal-text.ts'

const QUESTIONS = { install: 'Install', update: 'Update', approve: 'Approve', run: 'Run' } as const

/** What is asked, and how it may be answered. */
export interface ApprovalRequest {
  readonly manifest: SkillManifest
  /** What would be done. */
  readonly action: keyof typeof QUESTIONS
  /** What else there is to know, shown with what the skill may do. Already safe for a terminal. */
  readonly details?: string
  /** The command that was given, with `--yes` added. */
  readonly again: string
  /** Whether the user said yes beforehand. */
  readonly yes: boolean
  /** Whether a program reads the answer, so that nothing can be asked. */
  readonly json: boolean
}

/**
 * Shows who the skill is and what it would be allowed, on standard error, and has the user approve it: by `--yes`, or
 * by an answer at a terminal. Throws `ERR_CLI_NOT_APPROVED`.
 */
export async function requireApproval({ manifest, action, details, again, yes, json }: ApprovalRequest): Promise<void> {
  if (!json)
    process.stderr.write(`${[introduction(manifest), details ?? ''].filter((text) => text !== '').join('\n')}\n`)
  if (yes) return
  const question = `${QUESTIONS[action]} ${manifest.name}?`
  if (!json && process.stdin.isTTY && process.stderr.isTTY) {
    const { confirm } = await import('@clack/prompts')
    // Some terminals say that they have no width, and would be given a letter on each line.
    if (process.stderr.columns === 0) process.stderr.columns = 80
    // A cancelled question is answered by a symbol.
    const answer = await confirm({ message: question, initialValue: false, output: process.stderr })
    if (answer === true) return
    throw cliError('ERR_CLI_NOT_APPROVED', `you did not approve ${manifest.name}`, { skillName: manifest.name })
  }
  throw cliError('ERR_CLI_NOT_APPROVED', `${manifest.name} was not approved, and there is nobody to ask`, {
    skillName: manifest.name,
    hint: `read what it may do, then approve it: ${again}`,
  })
}

function introduction(manifest: SkillManifest): string {
  const by = manifest.author === undefined ? '' : ` by ${safeLine(manifest.author)}`
  return `${manifest.name} ${safeLine(manifest.version)}${by}: ${safeLine(manifest.description)}\n${permissionWords(manifest)}`
}
