import { isIP } from 'node:net'
import { cliError } from './cli-error.ts'

/** Adds an address or range, as typed after `--allow-address`, to those before it. Throws `ERR_CLI_USAGE`. */
export function addAddress(text: string, before: readonly string[] = []): readonly string[] {
  const [, address = '', bits = '0'] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version !== 0 && Number(bits) <= (version === 4 ? 32 : 128)) return [...before, text]
  throw cliError('ERR_CLI_USAGE', `--allow-address ${JSON.stringify(text.slice(0, 80))} is no IP address or range`, {
    hint: 'give one such as --allow-address 127.0.0.1, or a range such as --allow-address 10.0.0.0/8; a name stands for its addresses',
  })
}
