import type { LogLevel, SkillResult } from '@blufio/core'
import { countWords, sizeWords, timeWords } from './amount-words.ts'
import { coloured, safeText } from './terminal-text.ts'

const LEVEL_STYLE = {
  trace: 'gray',
  debug: 'gray',
  info: 'cyan',
  warn: 'yellow',
  error: 'red',
} as const satisfies Record<LogLevel, string>

/**
 * What a run logged, for standard error: each message on its line, as the sandbox keeps it safe for a terminal, behind
 * `[skill]`, so that none can be taken for one of ours.
 */
export function logLines({ logs }: SkillResult): string {
  const mark = coloured('gray', '[skill]')
  return logs
    .map(({ level, message }) => `${mark} ${coloured(LEVEL_STYLE[level], level.padEnd(5))} ${message}`)
    .join('\n')
}

/** How a run ended and what it used, for standard error. Safe for a terminal. */
export function runSummary({ content, isError, outcome, usage }: SkillResult): string {
  const fuel = `${usage.fuelExact ? '' : 'at least '}${countWords(usage.fuel)} fuel`
  const used = [fuel, `${sizeWords(usage.peakMemoryBytes)} of memory`, timeWords(usage.durationMs)].join(', ')
  if (!isError) return coloured('gray', `${outcome}: ${used}`)
  // Indented, as a skill may have had a say in it.
  const why = safeText(content).replaceAll('\n', '\n  ')
  return `${coloured('red', outcome)}: ${why}\n${coloured('gray', `used ${used}`)}`
}
