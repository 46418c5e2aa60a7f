import { assertPublicKey, type Publisher, parsePublicKey } from '@blufio/core'
import type { TrustedPublisher } from '@blufio/store'
import type { Command } from 'commander'
import { cliError } from '../cli-error.ts'
import { columns } from '../columns.ts'
import { changeStore, openHome, readStore } from '../home-folder.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readRegularFile } from '../skill-files.ts'
import { safeLine } from '../terminal-text.ts'

/** `blufio publisher list`: whose keys are trusted. */
export function addPublisherList(parent: Command, end: End): void {
  skillCommand(parent, 'list', {
    about: 'List the publishers whose keys are trusted: pinned, or seen first with a skill that was installed.',
    example: 'blufio publisher list',
  }).action(async (options: CommonOptions) => {
    const home = await openHome(options.home)
    const value = await readStore(home, (store) => store.publishers())
    const notes = value.length === 0 ? 'no publisher is trusted yet' : ''
    finish({ value, text: columns(value.map(cells)), notes }, options, end)
  })
}

function cells({ publisherId, publicKey, pinned, firstSeen, lastUsed }: TrustedPublisher): readonly string[] {
  const how = pinned ? 'pinned' : 'first use'
  return [publisherId, publicKey, how, `since ${firstSeen}`, `used ${lastUsed}`].map(safeLine)
}

/** `blufio publisher pin`: trusts a key that the user was told, and no other. */
export function addPublisherPin(parent: Command, end: End): void {
  skillCommand(parent, 'pin <publisher> <key>', {
    about:
      'Trust this key of a publisher, and no other: the 64 hexadecimal digits, or the file of a public key. Get it from the publisher, not from where you get the skill.',
    example: `
      blufio publisher pin example.com 8f2c…
      blufio publisher pin example.com ./example.com.pub`,
  }).action(async (publisherId: string, given: string, options: CommonOptions) => {
    const home = await openHome(options.home)
    const publisher = { publisherId, publicKey: await publicKeyOf(given, publisherId) }
    const before = await readStore(home, (store) => store.publishers())
    const known = before.find((each) => each.publisherId === publisherId)
    await changeStore(home, {
      event: 'pin',
      apply: (store) => store.pinPublisher(publisher),
      fields: () => ({ ...auditedKey(publisher), replaced: replacedKey(known, publisher) }),
    })
    const replaced = replacedKey(known, publisher)
    const value = { ...publisher, pinned: true, ...(replaced === undefined ? {} : { replaced }) }
    const notes =
      replaced === undefined ? '' : `in place of ${safeLine(replaced)}: skills that it signed do not run any more`
    finish({ value, text: `pinned ${safeLine(publisherId)} to ${publisher.publicKey}`, notes }, options, end)
  })
}

/** `blufio publisher unpin`: forgets a publisher's key. */
export function addPublisherUnpin(parent: Command, end: End): void {
  skillCommand(parent, 'unpin <publisher>', {
    about: 'Forget the key of a publisher, so that the next one that is seen is trusted.',
    example: 'blufio publisher unpin example.com',
  }).action(async (publisherId: string, options: CommonOptions) => {
    const home = await openHome(options.home)
    const known = await readStore(home, (store) => store.publishers())
    const forgotten = known.find((each) => each.publisherId === publisherId)
    await changeStore(home, {
      event: 'unpin',
      apply: (store) => store.unpinPublisher(publisherId),
      fields: () => ({ publisher: publisherId, publicKey: forgotten?.publicKey }),
    })
    const text = `forgot the key of ${safeLine(publisherId)}`
    finish({ value: { publisherId, publicKey: forgotten?.publicKey }, text }, options, end)
  })
}

function auditedKey({ publisherId, publicKey }: Publisher): { readonly publisher: string; readonly publicKey: string } {
  return { publisher: publisherId, publicKey }
}

function replacedKey(known: TrustedPublisher | undefined, { publicKey }: Publisher): string | undefined {
  return known === undefined || known.publicKey === publicKey ? undefined : known.publicKey
}

async function publicKeyOf(given: string, publisherId: string): Promise<string> {
  if (/^[0-9a-f]{64}$/i.test(given)) return assertPublicKey(given.toLowerCase())
  const key = parsePublicKey(
    new TextDecoder().decode(
      await readRegularFile(given, { hint: 'give the 64 hexadecimal digits of a key, or the path of its file' }),
    ),
  )
  if (key.publisherId === undefined || key.publisherId === publisherId) return key.publicKey
  throw cliError('ERR_CLI_USAGE', `${given} is the key of ${key.publisherId}, not of ${JSON.stringify(publisherId)}`, {
    hint: 'name the publisher whose key it is',
  })
}
