import type { JsonValue } from '@blufio/core'
import { type ReactElement, Suspense, useState } from 'react'
import { preloadable } from '../preloadable.ts'
import { formProblem } from './form-problem.ts'

const SCHEMA_FORM = preloadable(() => import('./schema-form.tsx'))
const JSON_EDITOR = preloadable(() => import('./json-editor.tsx'))

/** Loads ahead what asks most skills for their input, so that it is there when one is approved. */
export function preloadForm(): void {
  SCHEMA_FORM.preload()
}

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
  const [SchemaForm] = useState(SCHEMA_FORM.current)
  const [JsonEditor] = useState(JSON_EDITOR.current)
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
