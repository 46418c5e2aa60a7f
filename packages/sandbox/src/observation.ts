import { isBlufioError, type SkillLog, type SkillUsage } from '@blufio/core'
import type { SkillEvent, SkillEventOrigin, SkillObserver } from './events.ts'
import type { RunAnswer } from './run-answer.ts'

/** How many characters an event holds of an input, of a content and of a log, when it may hold them. */
const MAX_CONTENT_CHARACTERS = 16_384
/** And of each thing that was asked for and denied. */
const MAX_ASKED_CHARACTERS = 256
const NOTHING: SkillUsage = { fuel: 0n, fuelExact: false, peakMemoryBytes: 0, durationMs: 0 }
const TO_UTF8 = new TextEncoder()

/** Who is told of invocations, and whether also what went in and came out. */
export interface Observing {
  readonly onEvent: SkillObserver
  readonly eventContent: boolean
}

/** An invocation to be told of. */
export interface ObservedInvocation extends Omit<SkillEventOrigin, 'invocationId'> {
  /** JSON. */
  readonly input: string
}

/**
 * Runs an invocation and tells of it; returns what `run` returns and throws what it throws, whatever the observer does. `run`
 * calls back when it waits no longer.
 */
export async function observe(
  { onEvent, eventContent }: Observing,
  { input, ...about }: ObservedInvocation,
  run: (onStart: () => void) => Promise<RunAnswer>,
): Promise<RunAnswer> {
  const origin = { ...about, invocationId: randomUuid() }
  const time = Date.now()
  const startedAt = performance.now()
  const tell = (event: SkillEvent): void => emit(onEvent, event)
  tell({
    ...{ type: 'invoked', ...origin, time, inputBytes: TO_UTF8.encode(input).length },
    ...(eventContent ? { input: cut(input, MAX_CONTENT_CHARACTERS) } : {}),
  })
  const ended = () => {
    // Not the clock again: it may have been set meanwhile, and counts no fractions.
    const elapsedMs = performance.now() - startedAt
    return { type: 'completed', ...origin, time: time + elapsedMs, elapsedMs } as const
  }
  let queuedMs: number | undefined
  const onStart = (): void => {
    queuedMs = performance.now() - startedAt
  }
  const result = await run(onStart).catch((error: unknown) => {
    tell({
      ...{ ...ended(), outcome: 'rejected', isError: true, usage: NOTHING, outputBytes: 0, logLines: 0 },
      ...(isBlufioError(error) ? { errorCode: error.code } : {}),
    })
    throw error
  })
  const { outcome, isError, usage, content, logs, aside } = result
  const end = ended()
  for (const { asked, ...denial } of aside?.denials ?? []) {
    const { time } = end
    tell({
      ...{ type: 'denied', ...origin, time, ...denial },
      ...(eventContent ? { asked: asked.map((name) => cut(name, MAX_ASKED_CHARACTERS)) } : {}),
    })
  }
  tell({
    // A copy of the usage: the result is the caller's alone.
    ...{ ...end, outcome, isError, usage: { ...usage } },
    ...(queuedMs === undefined ? {} : { queuedMs }),
    ...{ outputBytes: TO_UTF8.encode(content).length, logLines: logs.length },
    ...(eventContent ? { content: cut(content, MAX_CONTENT_CHARACTERS), logs: firstLines(logs) } : {}),
  })
  return result
}

/** A UUID of version 4 (RFC 9562, 5.4); `crypto.randomUUID` is not there in a page that came by plain http. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte, index) => {
    const versioned = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return versioned.toString(16).padStart(2, '0')
  }).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Tells an observer; what it throws or rejects with ends here. */
export function emit<Told>(observer: (told: Told) => unknown, event: Told): void {
  try {
    // Resolving looks at `then` in a way that turns whatever it throws into a rejection.
    Promise.resolve(observer(event)).catch(() => {})
  } catch {
    // An observer's fault is its own.
  }
}

function firstLines(logs: readonly SkillLog[]): SkillLog[] {
  const kept: SkillLog[] = []
  let room = MAX_CONTENT_CHARACTERS
  for (const { level, message } of logs) {
    if (room === 0) break
    kept.push({ level, message: cut(message, room) })
    // An empty line takes room too, so that there is an end to them.
    room -= Math.min(room, Math.max(message.length, 1))
  }
  return kept
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text
  // Not between the halves of a surrogate pair.
  const kept = text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')
  return `${kept} … [cut: ${most} of ${text.length} characters]`
}
