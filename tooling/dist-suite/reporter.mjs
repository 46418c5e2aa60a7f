// A reporter for `node --test` of any Node from 20.19 on: one JSON line for each test, suites and files left out.

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* reporter(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.details?.type === 'suite') continue
    const error = data.details?.error
    const why = type === 'test:fail' ? String(error?.cause?.message ?? error?.message ?? error) : ''
    const skipped = data.skip ?? data.todo
    yield `${JSON.stringify({ title: data.name, state: skipped === undefined ? type.slice(5) : 'skip', why, note: skipped })}\n`
  }
}
