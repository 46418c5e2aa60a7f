import type { JsonValue } from '@blufio/core'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { linter, lintGutter, lintKeymap } from '@codemirror/lint'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type ReactElement, useEffect, useRef } from 'react'

// The page's own colours, which follow its scheme: they reach into the shadow tree.
const COLOURS = [
  EditorView.theme({
    '&': { color: 'var(--ink)', backgroundColor: 'var(--sheet)' },
    '.cm-content': { caretColor: 'var(--ink)' },
    '.cm-gutters': { color: 'var(--quiet)', backgroundColor: 'var(--ground)', borderRight: '1px solid var(--line)' },
    '.cm-tooltip': { color: 'var(--ink)', backgroundColor: 'var(--sheet)', border: '1px solid var(--line)' },
    '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--line)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--accent)' },
      { tag: tags.string, color: 'var(--warn)' },
      { tag: [tags.number, tags.bool, tags.null], fontWeight: 'bold' },
    ]),
  ),
]

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
        COLOURS,
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
