import { cliError } from './cli-error.ts'

/** The whole number that `text`, the value of `option`, is; underscores may part its digits. Throws `ERR_CLI_USAGE`. */
export function parseWhole(option: string, text: string): number {
  const value = /^\d+(?:_\d+)*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN
  if (Number.isSafeInteger(value)) return value
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
  throw cliError('ERR_CLI_USAGE', `${option} ${shown} is no whole number that can be counted to`, {
    hint: `give a whole number of 0 or more, such as ${option} 256`,
  })
}
