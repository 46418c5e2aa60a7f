import { spawn } from 'node:child_process'

/**
 * Prints `$ blufio …` and runs it, its output shown as it comes. Throws unless it ends with `status` and `says` stands
 * in what it printed.
 *
 * @param {string} program the path of the built program
 * @param {string} line its arguments, none of which needs quotes
 * @param {{ status?: number, says?: string }} [expected]
 * @returns {Promise<{ stdout: string }>}
 */
export async function type(program, line, { status = 0, says = '' } = {}) {
  process.stdout.write(`\n${bold(`$ blufio ${line}`)}\n`)
  const child = spawn(process.execPath, [program, ...line.split(' ')], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let printed = ''
  for (const [stream, isResult] of /** @type {const} */ ([
    [child.stdout, true],
    [child.stderr, false],
  ])) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      process.stdout.write(chunk)
      printed += chunk
      if (isResult) stdout += chunk
    })
  }
  const ended = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (ended !== status) throw new Error(`'blufio ${line}' ended with ${ended}, expected ${status}`)
  if (!printed.includes(says)) throw new Error(`'blufio ${line}' did not say '${says}'`)
  return { stdout }
}

/** @param {string} text */
function bold(text) {
  return process.stdout.isTTY && !process.env['NO_COLOR'] ? `\x1b[1m${text}\x1b[22m` : text
}
