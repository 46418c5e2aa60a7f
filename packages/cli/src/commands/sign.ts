import { dirname, join } from 'node:path'
import { formatSignature, SIGNATURE_FILE, signSkill, skillDigest, skillParts } from '@blufio/core'
import type { Command } from 'commander'
import { recordChange } from '../audit-log.ts'
import { openHome } from '../home-folder.ts'
import { type KeyOptions, readKeyFile } from '../key-file.ts'
import { replaceFile } from '../replace-file.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { manifestPath, readSkillFiles } from '../skill-files.ts'
import { safeLine } from '../terminal-text.ts'

type SignOptions = CommonOptions & KeyOptions

/** `blufio skill sign`: signs all of a skill that is run, granted or read by a model. */
export function addSign(parent: Command, end: End): void {
  skillCommand(parent, 'sign <path>', {
    about: `Sign the skill in a folder: its manifest, module, SKILL.md and schemas. Writes ${SIGNATURE_FILE} there.`,
    example: `
      blufio skill sign ./word-count
      blufio skill sign ./word-count --publisher example.com
      blufio skill sign ./word-count --key release.key`,
  })
    .option('--key <file>', 'the file of the private key (default: the one in keys of the home)')
    .option('--publisher <id>', 'who signs, where several could, or where the key file does not say')
    .action(async (path: string, options: SignOptions) => {
      const home = await openHome(options.home)
      const files = await readSkillFiles(path, home.config)
      const key = await readKeyFile(home, options)
      const parts = await skillParts(files)
      const digest = await skillDigest(parts)
      const { publisherId, publicKey } = key
      const signature = await signSkill(digest, key)
      const file = join(dirname(await manifestPath(path)), SIGNATURE_FILE)
      await replaceFile(file, new TextEncoder().encode(formatSignature(signature)))
      const { name, version } = files.manifest
      await recordChange(home, 'sign', { skill: name, version, digest, publisher: publisherId, publicKey })
      const text = [
        `signed ${safeLine(name)} ${safeLine(version)} as ${publisherId}`,
        `digest  ${digest}`,
        `covers  ${parts.map((part) => part.name).join(', ')}`,
        `file    ${safeLine(file)}`,
      ].join('\n')
      finish({ value: { name, version, digest, parts, publisherId, publicKey, file }, text }, options, end)
    })
}
