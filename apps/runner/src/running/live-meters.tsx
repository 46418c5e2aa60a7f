import type { SkillLog, SkillResources } from '@blufio/core'
import { type ReactElement, useEffect, useState } from 'react'
import { untrustedLine } from '../review/untrusted-line.ts'
import type { RunProgress } from './skill-runner.ts'

const MIB = 1_048_576

/** How far a run that goes on has come: what it used of what it may use, and its last log lines. */
export function LiveMeters({
  progress,
  budget,
  logs,
}: {
  readonly progress: RunProgress
  readonly budget: SkillResources
  readonly logs: readonly SkillLog[]
}): ReactElement {
  const elapsedMs = useElapsed(progress.elapsedMs)
  const { fuel, memoryBytes } = progress
  return (
    <div className="live">
      <Meter
        name="Fuel"
        share={Number((fuel * 10_000n) / (budget.fuel || 1n)) / 10_000}
        text={`${fuel.toLocaleString('en')} of ${budget.fuel.toLocaleString('en')}`}
      />
      <Meter
        name="Time"
        share={elapsedMs / (budget.epochTimeoutSecs * 1000)}
        text={`${(elapsedMs / 1000).toFixed(1)} of ${budget.epochTimeoutSecs} s`}
      />
      <Meter
        name="Memory"
        share={memoryBytes / (budget.memoryMb * MIB)}
        text={`${(memoryBytes / MIB).toFixed(1)} of ${budget.memoryMb} MiB`}
      />
      {logs.length > 0 && (
        <pre className="log" role="log" aria-label="Log of the run">
          {logs.map(({ level, message }) => `${level.padEnd(5)} ${untrustedLine(message)}\n`)}
        </pre>
      )}
    </div>
  )
}

function Meter({
  name,
  share,
  text,
}: {
  readonly name: string
  readonly share: number
  readonly text: string
}): ReactElement {
  return (
    <div className="meter">
      <span>{name}</span>
      <meter aria-label={name} min={0} max={1} high={0.8} value={Math.min(1, share)}>
        {text}
      </meter>
      <span className="amount">{text}</span>
    </div>
  )
}

/** The time since a run began, counted on between two reports: one that waits for a server sends none. */
function useElapsed(reported: number): number {
  const [elapsed, setElapsed] = useState(reported)
  useEffect(() => {
    const start = performance.now() - reported
    setElapsed(reported)
    const timer = setInterval(() => setElapsed(performance.now() - start), 100)
    return () => clearInterval(timer)
  }, [reported])
  return elapsed
}
