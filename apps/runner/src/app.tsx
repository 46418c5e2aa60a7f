import type { InstalledSkill } from '@blufio/store'
import { type DragEvent, type ReactElement, useCallback, useEffect, useState } from 'react'
import { preloadForm } from './input/input-editor.tsx'
import { KeptList } from './keeping/kept-list.tsx'
import { keepsSkills, keptSkills } from './keeping/kept-skills.ts'
import { droppedFiles } from './opening/dropped-files.ts'
import { openFiles } from './opening/open-files.ts'
import { OpenPanel, type OpenSkill } from './opening/open-panel.tsx'
import type { OpenedSkill } from './opening/opened-skill.ts'
import { Samples } from './opening/samples.tsx'
import { openAddress } from './opening/skill-address.ts'
import { type ReviewedSkill, reviewOpened } from './review/reviewed-skill.ts'
import { loadAhead, prepareRuntime } from './running/skill-runner.ts'
import { ShownError } from './shown-error.tsx'
import { SkillView } from './skill-view.tsx'

/** The page: what can be opened at its side, and the skill that is open. */
export function App(): ReactElement {
  const [current, setCurrent] = useState<ReviewedSkill>()
  const [failure, setFailure] = useState<unknown>()
  const [kept, setKept] = useState<readonly InstalledSkill[]>([])
  const [isOver, setIsOver] = useState(false)

  const listKept = useCallback(() => {
    keptSkills().then(setKept, setFailure)
  }, [])
  const open: OpenSkill = useCallback((opening: () => Promise<OpenedSkill>) => {
    setFailure(undefined)
    opening()
      .then(reviewOpened)
      .then(
        (reviewed) => {
          loadAhead(reviewed.skill, reviewed.facts.digest)
          setCurrent(reviewed)
        },
        (error: unknown) => {
          setCurrent(undefined)
          setFailure(error)
        },
      )
  }, [])

  useEffect(() => {
    // A worker starts and the form is loaded while the visitor reads.
    prepareRuntime().catch(setFailure)
    preloadForm()
    if (keepsSkills()) listKept()
    const address = new URLSearchParams(location.search).get('skill')
    if (address !== null) open(() => openAddress(address))
  }, [listKept, open])

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const files = droppedFiles(event.dataTransfer)
    open(async () => openFiles(await files))
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of several; the others are buttons.
    <div
      className={isOver ? 'page over' : 'page'}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setIsOver(false)}
      onDrop={drop}
    >
      <header>
        <h1>Skill runner</h1>
        <p>See what a WebAssembly skill may do, approve it, and run it here, in your browser.</p>
      </header>
      <aside>
        <OpenPanel onOpen={open} />
        <KeptList kept={kept} onOpen={open} onChange={listKept} />
        <Samples onOpen={open} />
      </aside>
      <main>
        {failure !== undefined && <ShownError error={failure} />}
        {current === undefined ? (
          failure === undefined && (
            <p className="empty">Open a skill, or pick a sample: nothing runs before you approve it.</p>
          )
        ) : (
          <SkillView key={current.facts.digest} reviewed={current} onKept={listKept} />
        )}
      </main>
    </div>
  )
}
