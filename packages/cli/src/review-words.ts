import type { ModuleSignature, SkillPart, SkillSignature } from '@blufio/core'
import type { SkillChange, SkillReview } from '@blufio/store'
import { sizeWords } from './amount-words.ts'
import { safeLine } from './terminal-text.ts'

/** Who stands behind a skill, what is approved of it, and how large it is, a line each. Safe for a terminal. */
export function provenanceWords({
  signature,
  trusted,
  digest,
  parts,
}: Omit<SkillReview, 'installed' | 'changes' | 'isDowngrade' | 'needsApproval'>): string {
  return [
    `signature  ${signatureWords(signature, trusted)}`,
    `digest     ${digest}`,
    `size       ${parts.map(partWords).join(', ')}`,
  ].join('\n')
}

/** What differs between an installed skill and another version of it, a line each. Safe for a terminal. */
export function changeWords(version: string, changes: readonly SkillChange[]): string {
  if (changes.length === 0) return `It is the same as the installed ${safeLine(version)}`
  return [
    `Changes since the installed ${safeLine(version)}`,
    ...changes.map((change) => `  ${changeLine(change)}`),
  ].join('\n')
}

function changeLine({ field, kind, before, after, needsApproval }: SkillChange): string {
  const mark =
    kind === 'wider'
      ? 'may do more'
      : kind === 'narrower'
        ? 'may do less'
        : needsApproval
          ? 'new words   '
          : 'changed     '
  const values =
    before === undefined
      ? `+ ${quoted(after)}`
      : after === undefined
        ? `- ${quoted(before)}`
        : `${quoted(before)} → ${quoted(after)}`
  return `${mark.padEnd(12)} ${field}: ${values}`
}

function quoted(text = ''): string {
  return safeLine(text)
}

function signatureWords(
  signature: SkillSignature | ModuleSignature | undefined,
  trusted: SkillReview['trusted'],
): string {
  if (signature === undefined) return 'none: nobody vouches for it'
  if (signature.covers === 'module')
    return `of the module alone, by the key ${signature.publicKey}; nobody vouches for the rest`
  const trust = trusted === undefined ? 'seen for the first time' : trusted.pinned ? 'pinned' : 'the same as before'
  return `by ${safeLine(signature.publisherId)}, whose key ${signature.publicKey} is ${trust}`
}

function partWords({ name, bytes }: SkillPart): string {
  return `${name} ${sizeWords(bytes)}`
}
