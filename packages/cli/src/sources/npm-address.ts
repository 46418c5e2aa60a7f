import { cliError } from '../cli-error.ts'

/** A package of an npm registry, as it was asked for. */
export interface NpmAddress {
  readonly name: string
  /** A version, or a tag such as `latest`. */
  readonly version: string
}

// https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name, without the capitals of old packages.
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/
const VERSION = /^[0-9A-Za-z][0-9A-Za-z.+-]*$/

/** Reads `npm:NAME` or `npm:NAME@VERSION`; without one it is `latest`. Throws `ERR_CLI_USAGE`. */
export function parseNpmAddress(text: string): NpmAddress {
  const address = text.replace(/^npm:/, '')
  const at = address.indexOf('@', 1)
  const [name, version] = at === -1 ? [address, 'latest'] : [address.slice(0, at), address.slice(at + 1)]
  if (!NAME.test(name) || name.length > 214) {
    throw cliError('ERR_CLI_USAGE', `${JSON.stringify(name.slice(0, 80))} is no name of an npm package`, {
      hint: 'write npm:NAME, npm:@SCOPE/NAME, or either with @VERSION',
    })
  }
  if (!VERSION.test(version)) {
    throw cliError('ERR_CLI_USAGE', `${JSON.stringify(version.slice(0, 80))} is neither a version nor a tag`, {
      hint: `write one version, such as npm:${name}@1.2.3; a range is not taken`,
    })
  }
  return { name, version }
}
