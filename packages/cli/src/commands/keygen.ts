import { resolve } from 'node:path'
import { assertPublisherId, generatePublisherKey } from '@blufio/core'
import type { Command } from 'commander'
import { recordChange } from '../audit-log.ts'
import { openHome } from '../home-folder.ts'
import { keyPath, publicKeyPath, writeKeyFiles } from '../key-file.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'

interface KeygenOptions extends CommonOptions {
  readonly out?: string
}

/** `blufio skill keygen`: makes the key with which a publisher signs skills. */
export function addKeygen(parent: Command, end: End): void {
  skillCommand(parent, 'keygen <publisher>', {
    about: 'Make a key to sign skills with, for a publisher of that name, such as your domain.',
    example: `
      blufio skill keygen example.com
      blufio skill keygen example.com --out release.key`,
  })
    .option('--out <file>', 'the file of the private key (default: keys/<publisher>.key in the home)')
    .action(async (publisher: string, options: KeygenOptions) => {
      const publisherId = assertPublisherId(publisher)
      const home = await openHome(options.home)
      const privateKeyFile = resolve(options.out ?? keyPath(home, publisherId))
      const key = await generatePublisherKey(publisherId)
      await writeKeyFiles(privateKeyFile, key)
      const { publicKey } = key
      const publicKeyFile = publicKeyPath(privateKeyFile)
      await recordChange(home, 'keygen', { publisher: publisherId, publicKey })
      const text = [
        `made a key for ${publisherId}`,
        `public key   ${publicKey}`,
        `private key  ${safeLine(privateKeyFile)}`,
        `to hand out  ${safeLine(publicKeyFile)}`,
      ].join('\n')
      const notes =
        'Keep the private key to yourself: who has it can sign as you. Keep a copy in a safe place: updates of what you sign are ' +
        'taken from this key alone.'
      finish({ value: { publisherId, publicKey, privateKeyFile, publicKeyFile }, text, notes }, options, end)
    })
}
