import type { JsonValue } from '@blufio/core'
import { lazy, type ReactElement, Suspense, useState } from 'react'
import { formProblem } from './form-problem.ts'

const SchemaForm = lazy(() => import('./schema-form.tsx'))
const JsonEditor = lazy(() => import('./json-editor.tsx'))

/**
 * Asks for a skill's input: by a form where its schema makes one, else as JSON. `onChange` is told the input, or `undefined`
 * while it is not what it has to be.
 */
export function InputEditor({
  schema,
  onChange,
}: {
  readonly schema: object | undefined
  readonly onChange: (input: JsonValue | undefined) => void
}): ReactElement {
  const problem = schema === undefined ? 'this skill says nothing about its input' : formProblem(schema)
  const [asJson, setAsJson] = useState(problem !== undefined)
  return (
    <section aria-labelledby="input-title">
      <div className="row">
        <h3 id="input-title">Input</h3>
        {problem === undefined ? (
          <button type="button" className="plain" onClick={() => setAsJson(!asJson)}>
            {asJson ? 'As a form' : 'As JSON'}
          </button>
        ) : (
          <span className="quiet">as JSON: {problem}</span>
        )}
      </div>
      <Suspense fallback={<p className="quiet">Loading…</p>}>
        {asJson || schema === undefined ? (
          <JsonEditor onChange={onChange} />
        ) : (
          <SchemaForm schema={schema} onChange={onChange} />
        )}
      </Suspense>
    </section>
  )
}
