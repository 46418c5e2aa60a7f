import type { JsonValue } from '@blufio/core'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { linter, lintGutter, lintKeymap } from '@codemirror/lint'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { type ReactElement, useEffect, useRef } from 'react'

/** An editor for JSON that marks what is wrong where it stands. Tab leaves it, as it leaves any field. */
function JsonEditor({ onChange }: { readonly onChange: (input: JsonValue | undefined) => void }): ReactElement {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (host.current === null) return undefined
    // In a shadow tree the editor makes its style sheets by script alone; in the page it would need inline styles, which the policy forbids.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const view = new EditorView({
      ...{ parent: root, root },
      doc: '{}',
      extensions: [
        lineNumbers(),
        history(),
        bracketMatching(),
        json(),
        linter(jsonParseLinter()),
        lintGutter(),
        syntaxHighlighting(defaultHighlightStyle),
        keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': 'Input as JSON' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) onChange(parsed(state.doc.toString()))
        }),
      ],
    })
    onChange({})
    return () => view.destroy()
  }, [onChange])
  return <div ref={host} className="json-editor" />
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

// biome-ignore lint/style/noDefaultExport: what React loads lazily is a default export.
export default JsonEditor
