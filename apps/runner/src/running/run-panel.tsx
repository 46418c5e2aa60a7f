import type { JsonValue, SkillLog } from '@blufio/core'
import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import { FuelByFunction } from '../charts/fuel-by-function.tsx'
import { RunCharts } from '../charts/run-charts.tsx'
import { InputEditor } from '../input/input-editor.tsx'
import type { OpenedSkill } from '../opening/opened-skill.ts'
import { OutputView } from '../output/output-view.tsx'
import { untrustedLine } from '../review/untrusted-line.ts'
import { ShownError } from '../shown-error.tsx'
import { LiveMeters } from './live-meters.tsx'
import { OUTCOME_WORDS } from './outcome-words.ts'
import type { RunRecord } from './run-record.ts'
import { loadSkill, type RunProgress, runSkill } from './skill-runner.ts'

/** As many runs as the charts show. */
const SHOWN_RUNS = 20
/** Older lines of a run that goes on are in its result. */
const LIVE_LINES = 200

/** Asks for an input, runs the skill on it, shows how the run goes on and what came of it. */
export function RunPanel({
  skill,
  digest,
  isApproved,
}: {
  readonly skill: OpenedSkill
  readonly digest: string
  readonly isApproved: boolean
}): ReactElement {
  const [input, setInput] = useState<JsonValue>()
  const [running, setRunning] = useState<AbortController>()
  const [progress, setProgress] = useState<RunProgress>(NOTHING)
  const [live, setLive] = useState<readonly SkillLog[]>([])
  const [runs, setRuns] = useState<readonly RunRecord[]>([])
  const [failure, setFailure] = useState<unknown>()
  const [profile, setProfile] = useState(true)
  const result = useRef<HTMLElement>(null)
  const schema = useMemo(() => schemaOf(skill.documents?.['input.schema.json']), [skill])

  // Compiled while the visitor thinks of an input; whether it can run at all is told before it is asked to.
  useEffect(() => {
    if (isApproved) loadSkill(skill, digest).then(() => setFailure(undefined), setFailure)
  }, [skill, digest, isApproved])
  useEffect(() => {
    if (running === undefined) return undefined
    const stop = (event: KeyboardEvent) => event.key === 'Escape' && running.abort()
    window.addEventListener('keydown', stop)
    return () => window.removeEventListener('keydown', stop)
  }, [running])
  useEffect(() => () => running?.abort(), [running])

  const run = async () => {
    if (input === undefined) return
    const controller = new AbortController()
    setRunning(controller)
    setProgress(NOTHING)
    setLive([])
    setFailure(undefined)
    try {
      await loadSkill(skill, digest)
      const record = await runSkill(skill.manifest, input, {
        signal: controller.signal,
        profile,
        onProgress(next) {
          setProgress(next)
          if (next.logs.length > 0) setLive((lines) => [...lines, ...next.logs].slice(-LIVE_LINES))
        },
      })
      setRuns((earlier) => [record, ...earlier].slice(0, SHOWN_RUNS))
      requestAnimationFrame(() => result.current?.focus())
    } catch (error) {
      setFailure(error)
    } finally {
      setRunning(undefined)
    }
  }

  const [last] = runs
  if (!isApproved) return <p className="quiet">Approve the skill above; then give it an input and run it here.</p>
  return (
    <div className="run">
      {failure !== undefined && <ShownError error={failure} />}
      <InputEditor schema={schema} onChange={setInput} />
      <div className="row">
        <button
          type="button"
          className="primary"
          disabled={input === undefined || running !== undefined}
          onClick={() => {
            run().catch(setFailure)
          }}
        >
          Run
        </button>
        <button type="button" className="stop" disabled={running === undefined} onClick={() => running?.abort()}>
          Stop <kbd>Esc</kbd>
        </button>
        <label>
          <input type="checkbox" checked={profile} onChange={(event) => setProfile(event.target.checked)} /> Tell where
          the fuel goes (slower)
        </label>
        <span role="status">{running === undefined ? '' : 'Running…'}</span>
      </div>
      {running !== undefined && <LiveMeters progress={progress} budget={skill.manifest.resources} logs={live} />}
      {last !== undefined && running === undefined && (
        <section ref={result} tabIndex={-1} className={last.isError ? 'result bad' : 'result'} aria-label="Result">
          <p className="outcome">
            <strong>{OUTCOME_WORDS[last.outcome]}</strong>{' '}
            <span className="quiet">
              {last.usage.fuel.toLocaleString('en')} fuel{last.usage.fuelExact ? '' : ' at least'},{' '}
              {Math.ceil(last.usage.peakMemoryBytes / 1024).toLocaleString('en')} KiB, {timeText(last.usage.durationMs)}
            </span>
          </p>
          <OutputView content={last.content} />
          {last.logs.length > 0 && <Logs logs={last.logs} />}
          {last.profile !== undefined && <FuelByFunction profile={last.profile} fuel={last.usage.fuel} />}
        </section>
      )}
      {runs.length > 0 && <RunCharts runs={runs} />}
    </div>
  )
}

const NOTHING: RunProgress = { fuel: 0n, memoryBytes: 0, elapsedMs: 0, logs: [] }

function Logs({ logs }: { readonly logs: readonly SkillLog[] }): ReactElement {
  return (
    <details>
      <summary>{logs.length === 1 ? '1 line' : `${logs.length.toLocaleString('en')} lines`} of log</summary>
      <pre className="log">{logs.map(({ level, message }) => `${level.padEnd(5)} ${untrustedLine(message)}\n`)}</pre>
    </details>
  )
}

function timeText(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(3))} s`
}

// One that is no schema is not the visitor's fault: the skill gets its input as plain JSON.
function schemaOf(text: string | undefined): object | undefined {
  if (text === undefined) return undefined
  try {
    const schema: unknown = JSON.parse(text)
    return typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? schema : undefined
  } catch {
    return undefined
  }
}
