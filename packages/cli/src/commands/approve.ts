import { skillDigest, skillParts } from '@blufio/core'
import type { Command } from 'commander'
import { requireApproval } from '../approval.ts'
import { cliError } from '../cli-error.ts'
import { changeStore, openHome, readStore } from '../home-folder.ts'
import { auditedSkill, findInstalled, installedValue, manifestOf } from '../installed-details.ts'
import { provenanceWords } from '../review-words.ts'
import { shellPath } from '../shell-word.ts'
import { type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'
import { type AgreementOptions, agreementOptions, commandLine } from './install.ts'

/** `blufio skill approve`: binds the approval of a skill that was installed without a digest to what is there now. */
export function addApprove(parent: Command, end: End): void {
  const command = skillCommand(parent, 'approve <name>', {
    about: 'Approve an installed skill that has no digest yet, such as one of an older registry, as it is there now.',
    example: 'blufio skill approve word-count',
  })
  agreementOptions(command).action(async (name: string, options: AgreementOptions) => {
    const { yes = false, json = false, approve } = options
    const home = await openHome(options.home)
    const { skill, wasm } = await readStore(home, async (store) => {
      await findInstalled(store, name, home.config)
      return store.inspectSkill(name)
    })
    const manifest = manifestOf(skill, home.config)
    const parts = await skillParts({ ...skill, wasm })
    const digest = await skillDigest(parts)
    if (skill.digest === digest) {
      const text = `${safeLine(name)} ${safeLine(skill.version)} was approved before, digest ${digest}`
      return finish({ value: installedValue({ skill, manifest }), text }, options, end)
    }
    if (skill.digest !== undefined || (approve !== undefined && approve !== digest)) {
      throw cliError('ERR_CLI_NOT_APPROVED', `${name} has the digest ${digest}, not ${approve ?? skill.digest}`, {
        skillName: name,
        hint: 'find out who changed it, then remove it and install it again',
      })
    }
    await requireApproval({
      manifest,
      action: 'approve',
      details: provenanceWords({ signature: undefined, trusted: undefined, digest, parts }),
      again: commandLine(`approve ${shellPath(name)}`, options, '--yes'),
      yes: yes || approve === digest,
      json,
    })
    const approved = await changeStore(home, {
      event: 'approve',
      apply: (store) => store.approve(manifest, digest),
      fields: (now) => ({
        ...auditedSkill(now),
        approval: approve !== undefined ? '--approve' : yes ? '--yes' : 'answered',
      }),
    })
    const text = `approved ${safeLine(name)} ${safeLine(approved.version)}, digest ${digest}`
    finish({ value: installedValue({ skill: approved, manifest }), text }, options, end)
  })
}
