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

/** What a run logged, a line each with its level, for standard error. Safe for a terminal. */
export function logLines({ logs }: SkillResult): string {
  return logs
    .map(({ level, message }) => `${coloured(LEVEL_STYLE[level], level.padEnd(5))} ${safeText(message)}`)
    .join('\n')
}

/** How a run ended and what it used, for standard error. Safe for a terminal. */
export function runSummary({ content, isError, outcome, usage }: SkillResult): string {
  const fuel = `${usage.fuelExact ? '' : 'at least '}${countWords(usage.fuel)} fuel`
  const used = [fuel, `${sizeWords(usage.peakMemoryBytes)} of memory`, timeWords(usage.durationMs)].join(', ')
  const failure = isError ? `${coloured('red', outcome)}: ${safeText(content)}\n` : ''
  return `${failure}${coloured('gray', `${outcome}: ${used}`)}`
}
