import { isObject } from '../options.ts'
import type { RunAnswer, RunAside } from '../run-answer.ts'
import type { WorkerMessage } from './protocol.ts'

/**
 * Whether something that came from a worker is a message, as far as its host relies on it: a guest that broke its engine can
 * send anything, and must not bring the host down by it. What a call asks for is judged by who does it.
 */
export function isWorkerMessage(value: unknown): value is WorkerMessage {
  const { kind, job, call, request, timeoutMs, skill, progress, result, refusal, reason }: Fields = fieldsOf(value)
  if (kind === 'ready') return true
  if (typeof job !== 'number') return false
  switch (kind) {
    case 'call':
      return typeof call === 'number' && typeof timeoutMs === 'number' && isObject(request)
    case 'prepared':
      return isObject(skill)
    case 'progress':
      return isProgress(progress)
    case 'done':
      return isRunAnswer(result)
    case 'refused':
      return typeof fieldsOf(refusal)['code'] === 'string'
    default:
      return kind === 'failed' && typeof reason === 'string'
  }
}

function isRunAnswer(value: unknown): value is RunAnswer {
  const { content, isError, outcome, usage, logs, aside }: Fields = fieldsOf(value)
  const { fuel, fuelExact, peakMemoryBytes, durationMs }: Fields = fieldsOf(usage)
  return (
    typeof content === 'string' &&
    typeof isError === 'boolean' &&
    typeof outcome === 'string' &&
    typeof fuel === 'bigint' &&
    typeof fuelExact === 'boolean' &&
    typeof peakMemoryBytes === 'number' &&
    typeof durationMs === 'number' &&
    isListOf(logs, isLog) &&
    (aside === undefined || isAside(aside))
  )
}

function isProgress(value: unknown): boolean {
  const { fuel, memoryBytes, elapsedMs, logs }: Fields = fieldsOf(value)
  const numbers = [memoryBytes, elapsedMs].every((number) => typeof number === 'number')
  return typeof fuel === 'bigint' && numbers && isListOf(logs, isLog)
}

function isLog(value: unknown): boolean {
  const { level, message }: Fields = fieldsOf(value)
  return typeof level === 'string' && typeof message === 'string'
}

function isAside(value: unknown): value is RunAside {
  const { denials = [], profile = [], recorded, divergence }: Fields = fieldsOf(value)
  return (
    isListOf(denials, isDenial) &&
    isListOf(profile, isFunctionFuel) &&
    (recorded === undefined || typeof fieldsOf(recorded)['json'] === 'string') &&
    (divergence === undefined || typeof fieldsOf(divergence)['call'] === 'number')
  )
}

function isDenial(value: unknown): boolean {
  const { capability, hostFunction, count, asked }: Fields = fieldsOf(value)
  const texts = [capability, hostFunction].every((text) => typeof text === 'string')
  return texts && typeof count === 'number' && isListOf(asked, (text) => typeof text === 'string')
}

function isFunctionFuel(value: unknown): boolean {
  const { functionIndex, name, fuel }: Fields = fieldsOf(value)
  return Number.isInteger(functionIndex) && typeof fuel === 'bigint' && (name === undefined || typeof name === 'string')
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? (value as Fields) : {}
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}
