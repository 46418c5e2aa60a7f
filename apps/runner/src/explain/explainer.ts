import type { ExplainAnswer, ExplainQuestion } from './explain.worker.ts'

/** Explains one module off the page's thread: a large one takes a while. */
export class Explainer {
  readonly #worker = new Worker(new URL('./explain.worker.ts', import.meta.url), { type: 'module' })

  /** One question at a time. Throws what the module is refused for. */
  ask(question: ExplainQuestion): Promise<Exclude<ExplainAnswer, { readonly failure: unknown }>> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<ExplainAnswer>) => {
        if ('failure' in data) reject(new Error(data.failure.message))
        else resolve(data)
      }
      this.#worker.onerror = ({ message }) => reject(new Error(message || 'the module could not be explained'))
      this.#worker.postMessage(question)
    })
  }

  end(): void {
    this.#worker.terminate()
  }
}
