import { grantWords, limitWords } from '@blufio/manifest'
import type { SkillChange } from '@blufio/store'
import type { ReactElement } from 'react'
import type { OpenedSkill } from '../opening/opened-skill.ts'
import { browserAbilities } from './browser-abilities.ts'
import type { SignatureFact, SkillFacts } from './review-skill.ts'
import { untrustedLine } from './untrusted-line.ts'

/** What a skill may do and use, who made it, and what this browser makes of that; in words. */
export function PermissionsTab({
  skill,
  facts,
  changes,
}: {
  readonly skill: OpenedSkill
  readonly facts: SkillFacts
  /** Against the version that is kept, when another one is. */
  readonly changes: readonly SkillChange[]
}): ReactElement {
  const { capabilities, resources } = skill.manifest
  return (
    <div className="facts">
      {changes.length > 0 && <Changes changes={changes} />}
      <section>
        <h3>It may</h3>
        <Lines lines={grantWords(capabilities)} />
      </section>
      <section>
        <h3>One run may use</h3>
        <Lines lines={limitWords(resources)} />
      </section>
      <section>
        <h3>What it is</h3>
        <dl>
          <dt>From</dt>
          <dd>{untrustedLine(skill.origin)}</dd>
          <dt>Signature</dt>
          <dd>{signatureWords(facts.signature)}</dd>
          <dt>Digest</dt>
          <dd>
            <code className="digest">{facts.digest}</code>
          </dd>
          {facts.parts.map(({ name, bytes }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{bytes.toLocaleString('en')} bytes</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3>In this browser</h3>
        <ul className="abilities">
          {browserAbilities().map(({ name, isThere, meaning }) => (
            <li key={name} className={isThere ? 'has' : 'lacks'}>
              <strong>
                {isThere ? '✓' : '–'} {name}
              </strong>
              : {meaning}.
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function Lines({ lines }: { readonly lines: readonly string[] }): ReactElement {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{untrustedLine(line)}</li>
      ))}
    </ul>
  )
}

function Changes({ changes }: { readonly changes: readonly SkillChange[] }): ReactElement {
  return (
    <section className="changes">
      <h3>Changes since the version that is kept here</h3>
      <ul>
        {changes.map(({ field, kind, before = 'nothing', after = 'nothing' }) => (
          <li key={`${field} ${before} ${after}`} className={kind}>
            <strong>{CHANGE_WORDS[kind]}</strong> {field}: {untrustedLine(before)} → {untrustedLine(after)}
          </li>
        ))}
      </ul>
    </section>
  )
}

const CHANGE_WORDS = { wider: 'May do more:', narrower: 'May do less:', changed: 'Changed:' } as const

function signatureWords(signature: SignatureFact): string {
  if (signature.covers === 'nothing') return 'none: nobody vouches for it'
  if (signature.covers === 'unknown') return `can't be checked: ${signature.why}`
  if (signature.covers === 'module')
    return `of the module alone, by the key ${signature.publicKey}; nobody vouches for the rest`
  return `all of it, by ${signature.publisherId}, with the key ${signature.publicKey}`
}
