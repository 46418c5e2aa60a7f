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

/** What a run logged and used, and how it ended, for standard error. Safe for a terminal. */
export function runSummary({ content, isError, outcome, usage, logs }: SkillResult): string {
  const fuel = `${usage.fuelExact ? '' : 'at least '}${countWords(usage.fuel)} fuel`
  const used = [fuel, `${sizeWords(usage.peakMemoryBytes)} of memory`, timeWords(usage.durationMs)].join(', ')
  return [
    ...logs.map(({ level, message }) => `${coloured(LEVEL_STYLE[level], level.padEnd(5))} ${safeText(message)}`),
    ...(isError ? [`${coloured('red', outcome)}: ${safeText(content)}`] : []),
    coloured('gray', `${outcome}: ${used}`),
  ].join('\n')
}
