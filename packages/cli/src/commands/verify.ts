import type { ModuleSignature, SkillPart, SkillSignature } from '@blufio/core'
import type { InstalledSkill, SkillStore, StoreFault, TrustedPublisher } from '@blufio/store'
import type { Command } from 'commander'
import { cliError } from '../cli-error.ts'
import { type ExitStatus, exitStatusOf } from '../exit-status.ts'
import { type HomeFolder, openHome, readStore } from '../home-folder.ts'
import { findInstalled } from '../installed-details.ts'
import { describeError } from '../report-error.ts'
import { provenanceWords } from '../review-words.ts'
import { type CommandResult, type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readSource } from '../sources/read-source.ts'
import { safeLine } from '../terminal-text.ts'

interface VerifyOptions extends CommonOptions {
  readonly digest?: string
  readonly publisher?: string
}

/** `blufio skill verify`: whether skills are what was approved, and who signed what of them; changes nothing. */
export function addVerify(parent: Command, end: End): void {
  skillCommand(parent, 'verify [skill]', {
    about:
      'Check a skill: its digest, its signature, and what that covers. It is an installed one by its name, or a source as for install, such as ./folder. ' +
      'Without either, check all that is installed and the registry itself.',
    example: `
      blufio skill verify
      blufio skill verify word-count
      blufio skill verify ./word-count --publisher example.com
      blufio skill verify word-count-1.2.0.skill`,
  })
    .option('--digest <digest>', 'refuse a skill that has another digest')
    .option('--publisher <id>', 'refuse a skill that this publisher did not sign as a whole')
    .action(async (name: string | undefined, options: VerifyOptions) => {
      const home = await openHome(options.home)
      if (name === undefined) {
        for (const name of ['digest', 'publisher'] as const) {
          if (options[name] === undefined) continue
          throw cliError('ERR_CLI_USAGE', `--${name} goes with one skill`, { hint: 'name the skill to check' })
        }
        return finish(await readStore(home, checkAll), options, end)
      }
      const verified = await (isSource(name) ? verifySource : verifyInstalled)(name, home, options)
      assertSignedBy(options.publisher, verified)
      finish({ value: verifiedValue(verified), text: describe(verified) }, options, end)
    })
}

/** A skill whose signature, if it has one, holds, and that is what was approved if it is installed. */
interface Verified {
  readonly name: string
  readonly version: string
  /** Where it lies, when it is not installed. */
  readonly place: string | undefined
  readonly digest: string
  readonly parts: readonly SkillPart[]
  readonly signature: SkillSignature | ModuleSignature | undefined
  /** The trusted key of its publisher. */
  readonly trusted: TrustedPublisher | undefined
}

// No name of a skill has any of these.
function isSource(text: string): boolean {
  return /[./\\:]/.test(text)
}

async function verifySource(text: string, home: HomeFolder, { digest, json }: VerifyOptions): Promise<Verified> {
  const files = await readSource(text, {
    config: home.config,
    json: json === true,
    ...(digest !== undefined && { digest }),
  })
  const { name, version } = files.manifest
  const { parts, signature, trusted } = await readStore(home, (store) => store.review(files))
  return { name, version, place: text, digest: files.digest, parts, signature, trusted }
}

async function verifyInstalled(name: string, home: HomeFolder, options: VerifyOptions): Promise<Verified> {
  return readStore(home, async (store) => {
    await findInstalled(store, name, home.config)
    const { skill } = await store.readSkill(name)
    const { version, digest = '', parts = [], publisherId } = skill
    if (options.digest !== undefined && options.digest !== digest) {
      throw cliError('ERR_CLI_DIGEST', `${name} has the digest ${digest}, not ${JSON.stringify(options.digest)}`, {
        skillName: name,
        hint: 'another version is installed than the one that was meant',
      })
    }
    const trusted = (await store.publishers()).find((publisher) => publisher.publisherId === publisherId)
    return { name, version, place: undefined, digest, parts, signature: signatureOf(skill), trusted }
  })
}

function signatureOf(skill: InstalledSkill): Verified['signature'] {
  const { publisherId, publisherKey, signature, digest = '', contentHash = '' } = skill
  if (publisherId === undefined || signature === undefined) return undefined
  if (publisherKey === undefined) return { covers: 'module', publicKey: publisherId, contentHash, signature }
  return { covers: 'skill', publisherId, publicKey: publisherKey, digest, signature }
}

function assertSignedBy(publisher: string | undefined, { name, signature }: Verified): void {
  if (publisher === undefined) return
  const by = signature?.covers === 'skill' ? signature.publisherId : undefined
  if (by === publisher) return
  const instead = by === undefined ? 'nobody signed all of it' : `it is signed by ${by}`
  throw cliError('ERR_CLI_NOT_SIGNED', `${name} is not signed by ${JSON.stringify(publisher)}: ${instead}`, {
    skillName: name,
    hint: 'get it from where its publisher puts it',
  })
}

function verifiedValue({ signature, trusted, place, ...about }: Verified): object {
  const installed = place === undefined
  if (signature === undefined) return { ...about, installed, signature: null }
  const { covers, publicKey } = signature
  const shown =
    signature.covers === 'skill'
      ? {
          covers,
          publisherId: signature.publisherId,
          publicKey,
          known: trusted !== undefined,
          pinned: trusted?.pinned === true,
        }
      : { covers, publicKey }
  return { ...about, installed, signature: shown }
}

function describe(verified: Verified): string {
  const { name, version, place, signature, parts } = verified
  const covered = signature?.covers === 'module' ? 'module' : parts.map((part) => part.name).join(', ')
  return [
    `${safeLine(name)} ${safeLine(version)} ${place === undefined ? 'is what was approved' : `in ${safeLine(place)}`}`,
    provenanceWords(verified),
    ...(signature === undefined ? [] : [`covers     ${covered}`]),
  ].join('\n')
}

async function checkAll(store: SkillStore): Promise<CommandResult> {
  const faults = await store.check()
  if (faults.length === 0) {
    const { length } = await store.list()
    const text = length === 1 ? '1 skill is what was approved' : `${length} skills are what was approved`
    return { value: { skills: length, faults }, text }
  }
  const value = { faults: faults.map(({ skillName, error }) => ({ ...describeError(error), skillName })) }
  return { value, text: faults.map(faultLine).join('\n'), status: worstOf(faults) }
}

function faultLine({ skillName, error }: StoreFault): string {
  const { code, message } = describeError(error)
  return safeLine(`${skillName ?? 'registry'}: ${message} (${code})`)
}

// Refused above all: that is what somebody may have done.
function worstOf(faults: readonly StoreFault[]): ExitStatus {
  const statuses = faults.map(({ error }) => exitStatusOf(error))
  return statuses.find((status) => status === 3) ?? statuses[0] ?? 0
}
