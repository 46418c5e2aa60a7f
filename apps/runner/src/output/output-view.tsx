import { Component, lazy, type ReactElement, type ReactNode, Suspense, useMemo, useState } from 'react'
import { JsonTree } from './json-tree.tsx'
import { outputKind } from './output-kind.ts'

const MarkdownText = lazy(() => import('./markdown-text.tsx'))

/** A skill's answer as what it looks like, or as plain text. */
export function OutputView({ content }: { readonly content: string }): ReactElement {
  const shown = useMemo(() => outputKind(content), [content])
  const [asText, setAsText] = useState(false)
  const text = <pre className="output">{content}</pre>
  if (shown.kind === 'text') return text
  return (
    <div className="output-view">
      <button type="button" className="plain" onClick={() => setAsText(!asText)}>
        {asText ? `As ${NAMES[shown.kind]}` : 'As text'}
      </button>
      {asText ? (
        text
      ) : (
        <FallBack key={content} to={text}>
          <Suspense fallback={text}>
            {shown.kind === 'json' && <JsonTree value={shown.value} />}
            {shown.kind === 'markdown' && <MarkdownText text={shown.text} />}
            {shown.kind === 'picture' && (
              <img src={shown.dataUrl} width={shown.width} height={shown.height} alt="The skill's answer" />
            )}
          </Suspense>
        </FallBack>
      )}
    </div>
  )
}

const NAMES = { json: 'a tree', markdown: 'a page', picture: 'a picture' } as const

/** What can't be drawn, such as a tree of ten thousand levels, is shown as text. */
class FallBack extends Component<
  { readonly to: ReactNode; readonly children: ReactNode },
  { readonly failed: boolean }
> {
  override state = { failed: false }

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.to : this.props.children
  }
}
