import { MAX_REPORTED_ISSUES, ManifestError, type ManifestIssue } from './manifest-error.ts'
import { printable } from './printable.ts'

/** What a document is called in error codes and messages. */
export interface DocumentKind {
  readonly codePrefix: 'ERR_MANIFEST' | 'ERR_CONFIG'
  readonly fileName: 'skill.toml' | 'blufio.toml'
  /** Where its rules are written down. */
  readonly hint: string
}

/** The documents this package reads. */
export const MANIFEST_KIND: DocumentKind = {
  codePrefix: 'ERR_MANIFEST',
  fileName: 'skill.toml',
  hint: 'docs/manifest.md lists every key of a skill.toml with its rule',
}

/** The host's configuration. */
export const CONFIG_KIND: DocumentKind = {
  codePrefix: 'ERR_CONFIG',
  fileName: 'blufio.toml',
  hint: 'docs/manifest.md lists every key of a blufio.toml with its rule',
}

/** What {@link documentError} needs beside the kind. */
export interface DocumentProblem {
  readonly reason: 'TOO_LARGE' | 'ENCODING' | 'SYNTAX' | 'INVALID'
  readonly issues: readonly ManifestIssue[]
  /** The file's name for the message; the kind's usual one when absent. */
  readonly file: string | undefined
  readonly cause?: unknown
}

/** The error for a document with `problem.issues`, sorted by place, the first {@link MAX_REPORTED_ISSUES} of them listed. */
export function documentError(kind: DocumentKind, problem: DocumentProblem): ManifestError {
  const sorted = [...problem.issues].sort((a, b) => a.line - b.line || a.column - b.column)
  const issues = sorted.slice(0, MAX_REPORTED_ISSUES)
  const omittedIssues = sorted.length - issues.length
  const file = problem.file === undefined ? kind.fileName : printable(problem.file, 200)
  const head = `${file} has ${sorted.length === 1 ? 'a problem' : `${sorted.length} problems`}`
  const lines = issues.map(issueLine)
  if (omittedIssues > 0) lines.push(`  and ${omittedIssues} more`)
  return new ManifestError(`${kind.codePrefix}_${problem.reason}`, [head, ...lines].join('\n'), {
    issues,
    omittedIssues,
    hint: kind.hint,
    ...(problem.cause === undefined ? {} : { cause: problem.cause }),
  })
}

function issueLine(issue: ManifestIssue): string {
  const place = `${issue.line}:${issue.column}`
  const path = issue.path === '' ? '' : `${issue.path}: `
  const received = issue.received === undefined ? '' : `, not ${issue.received}`
  const wanted = issue.expected === undefined ? received : ` (expected ${issue.expected}${received})`
  return `  ${place}  ${path}${issue.message}${wanted}`
}
