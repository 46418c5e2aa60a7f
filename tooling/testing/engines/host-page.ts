/** Where the input comes from and the output goes: the page's own server, or that named on the command line. */
const origin = globalThis.location?.origin ?? process.argv[2]

/** Answers the one input of this page with what `work` makes of it, or with its error. */
export async function answerInput<Input>(work: (input: Input) => unknown): Promise<void> {
  const output = await outputOf(work)
  await fetch(new URL('/output', origin), { method: 'POST', body: JSON.stringify(output) })
}

async function outputOf<Input>(work: (input: Input) => unknown): Promise<unknown> {
  try {
    const response = await fetch(new URL('/input', origin))
    return { done: await work((await response.json()) as Input) }
  } catch (error) {
    return { failed: error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error) }
  }
}

/** The bytes that `text` stands for. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
