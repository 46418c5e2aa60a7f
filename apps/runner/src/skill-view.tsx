import { type ReactElement, useRef, useState } from 'react'
import { ExplainTab } from './explain/explain-tab.tsx'
import { keepSkill } from './keeping/kept-skills.ts'
import { PermissionsTab } from './review/permissions-tab.tsx'
import type { ReviewedSkill } from './review/reviewed-skill.ts'
import { untrustedLine } from './review/untrusted-line.ts'
import { RunPanel } from './running/run-panel.tsx'
import { ShownError } from './shown-error.tsx'
import { Tabs } from './tabs.tsx'

/** One skill: what it may do, the runs that it was approved for, and what it is made of. */
export function SkillView({
  reviewed: { skill, facts, kept },
  onKept,
}: {
  readonly reviewed: ReviewedSkill
  readonly onKept: () => void
}): ReactElement {
  const { name, version, description, author } = skill.manifest
  // Byte for byte what is kept was approved when it was kept.
  const [approval, setApproval] = useState<'none' | 'once' | 'kept'>(kept.isSame ? 'kept' : 'none')
  const [tab, setTab] = useState(kept.isSame ? 'Run' : 'Permissions')
  const [failure, setFailure] = useState<unknown>()
  const view = useRef<HTMLElement>(null)

  const approve = (how: 'once' | 'kept') => {
    setFailure(undefined)
    const approved = how === 'kept' ? keepSkill(skill, facts.digest).then(onKept) : Promise.resolve()
    approved.then(() => {
      setApproval(how)
      setTab('Run')
      // The button that had the focus is gone.
      requestAnimationFrame(() =>
        view.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus(),
      )
    }, setFailure)
  }

  return (
    <article ref={view}>
      <header className="skill">
        <h2>
          {name} <span className="version">{untrustedLine(version)}</span>
        </h2>
        <p>{untrustedLine(description)}</p>
        {author !== undefined && <p className="quiet">by {untrustedLine(author)}, as it says itself</p>}
      </header>
      {failure !== undefined && <ShownError error={failure} />}
      {approval === 'none' && (
        <fieldset className="approval" aria-label="Approve this skill">
          <p>{approvalWords(kept.version, kept.changes.length)}</p>
          <div className="row">
            <button type="button" className="primary" onClick={() => approve('once')}>
              Approve once
            </button>
            <button type="button" onClick={() => approve('kept')}>
              {kept.version === undefined ? 'Approve and keep' : 'Approve and put in its place'}
            </button>
          </div>
        </fieldset>
      )}
      <Tabs
        label={`About ${name}`}
        selected={tab}
        onSelect={setTab}
        tabs={{
          Permissions: <PermissionsTab skill={skill} facts={facts} changes={kept.changes} />,
          Run: <RunPanel skill={skill} digest={facts.digest} isApproved={approval !== 'none'} />,
          Explain: <ExplainTab wasm={skill.wasm} />,
        }}
      />
    </article>
  )
}

function approvalWords(keptVersion: string | undefined, changes: number): string {
  if (keptVersion === undefined) return 'It does not run before you approve what it may do.'
  const differs = changes === 1 ? 'one difference' : `${changes} differences`
  return `It is not what you keep under this name (${untrustedLine(keptVersion)}): there are ${differs}. It does not run before you approve it.`
}
