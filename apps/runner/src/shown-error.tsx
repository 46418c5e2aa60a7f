import { isBlufioError } from '@blufio/core'
import type { ReactElement } from 'react'
import { untrustedLine } from './review/untrusted-line.ts'

/** What went wrong, what to do about it, and the code to look up. */
export function ShownError({ error }: { readonly error: unknown }): ReactElement {
  const { message, code, hint } = describe(error)
  return (
    <div className="error" role="alert">
      <p>{message.split('\n').map(untrustedLine).join('\n')}</p>
      {hint !== undefined && <p className="hint">{untrustedLine(hint)}</p>}
      {code !== undefined && <code>{code}</code>}
    </div>
  )
}

function describe(error: unknown): { readonly message: string; readonly code?: string; readonly hint?: string } {
  if (isBlufioError(error)) return { message: error.message, code: error.code, ...(error.hint && { hint: error.hint }) }
  return { message: error instanceof Error ? error.message : String(error) }
}
