import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** The arguments and channels with which Chromium listens to {@link connectDevtools}. */
export const DEVTOOLS_ARGS: readonly string[] = ['--remote-debugging-pipe']
export const DEVTOOLS_STDIO: readonly ('ignore' | 'pipe')[] = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']

/** Sends a command of the Chrome DevTools Protocol (https://chromedevtools.github.io/devtools-protocol), and gives its result. */
export type Command = (
  method: string,
  parameters?: object,
  sessionId?: string,
) => Promise<Readonly<Record<string, unknown>>>

interface Answer {
  readonly id?: number
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
}

/** Speaks to a Chromium that was started so, by its pipes: JSON with a zero byte behind each message. */
export function connectDevtools(child: ChildProcess): Command {
  const [, , , input, output] = child.stdio as readonly unknown[] as readonly [null, null, null, Writable, Readable]
  const waiting = new Map<number, (answer: Answer) => void>()
  let received = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (received + text).split('\0')
    received = messages.pop() ?? ''
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer
      if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
    }
  })
  let last = 0
  return (method, parameters = {}, sessionId) =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result ?? {})))
      input.write(`${JSON.stringify({ id: last, method, params: parameters, sessionId })}\0`)
    })
}

/** The session with the page at `url`, once the browser has it. */
export async function attachToPage(command: Command, url: string): Promise<string> {
  for (;;) {
    const { targetInfos } = await command('Target.getTargets')
    const targets = targetInfos as readonly { readonly targetId: string; readonly type: string; readonly url: string }[]
    const page = targets.find((target) => target.type === 'page' && target.url === url)
    if (page) {
      const { sessionId } = await command('Target.attachToTarget', { targetId: page.targetId, flatten: true })
      return String(sessionId)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
