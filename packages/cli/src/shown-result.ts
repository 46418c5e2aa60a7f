import type { SkillResult } from '@blufio/core'
import type { ExitStatus } from './exit-status.ts'
import { profileTable } from './profile-table.ts'
import { logLines, runSummary } from './run-summary.ts'
import type { CommandResult } from './skill-command.ts'
import { safeText } from './terminal-text.ts'

/** A run's result as a command shows it, and the exit status that tells its outcome. */
export function shownResult(result: SkillResult): CommandResult {
  const text = result.isError ? '' : safeText(result.content)
  const notes = [runSummary(result), profileTable(result)].filter((note) => note !== '').join('\n')
  return { value: result, preface: logLines(result), text, notes, status: statusOf(result) }
}

function statusOf({ outcome }: SkillResult): ExitStatus {
  if (outcome === 'ok') return 0
  return outcome === 'denied' ? 3 : 1
}
