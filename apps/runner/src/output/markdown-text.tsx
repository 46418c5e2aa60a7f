import type { ReactElement } from 'react'
import Markdown, { type Components, defaultUrlTransform } from 'react-markdown'

/**
 * A skill's answer as a page. HTML in it stays text, pictures are not fetched, addresses that are not http, https or mail lead
 * nowhere, and a link shows where it leads.
 */
function MarkdownText({ text }: { readonly text: string }): ReactElement {
  return (
    <div className="markdown">
      <Markdown components={SAFE} urlTransform={webAddress}>
        {text}
      </Markdown>
    </div>
  )
}

const SAFE: Components = {
  a: ({ href = '', children }) =>
    href === '' ? (
      <span>{children}</span>
    ) : (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children} <span className="quiet">({href})</span>
      </a>
    ),
  img: ({ alt = '', src }) => <span className="quiet">[picture: {alt || String(src ?? '')}]</span>,
}

// A relative address would lead into this page's own site.
function webAddress(address: string): string {
  return /^(?:https?:|mailto:)/i.test(address) ? defaultUrlTransform(address) : ''
}

// biome-ignore lint/style/noDefaultExport: what React loads lazily is a default export.
export default MarkdownText
