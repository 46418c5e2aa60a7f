import type { SkillOutcome, SkillTrace, SkillTraceBytes, SkillTraceCall } from '@blufio/core'
import { UntrustedPart } from './untrusted-part.ts'

/** More than any host function reads or writes; a trace that somebody made up could keep the host busy with more. */
const MAX_ACCESSES = 16
const MAX_ARGUMENTS = 16
const MAX_U32 = 4_294_967_295
/** What names are made of that errors repeat. */
const NAME = /^[\w-]{1,64}$/
const DECIMAL = /^\d{1,20}$/
const DECIMAL_I64 = /^-?\d{1,19}$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const FAILURES = [
  ...(['out-of-fuel', 'timed-out', 'cancelled', 'denied', 'trapped', 'out-of-memory'] as const),
  ...(['output-too-large', 'invalid-output', 'invalid-module'] as const),
] satisfies SkillOutcome[]
const OUTCOMES = ['ok', ...FAILURES] as const

/** What a trace may be at most. */
export interface TraceBounds {
  readonly maxInputBytes: number
  readonly maxOutputBytes: number
  readonly maxTraceBytes: number
}

/**
 * A copy of a trace, checked: whoever recorded it, it can be replayed without harm.
 *
 * @throws SandboxError `ERR_REPLAY_TRACE`, with the `path` of what is wrong.
 */
export function checkTrace(given: unknown, bounds: TraceBounds): SkillTrace {
  const trace = copyOf(given, bounds).fields(['format', 'skill', 'input', 'limits', 'calls', 'truncated', 'result'])
  const { format, input, calls, truncated } = trace
  const skill = trace.skill.fields(['name', 'version', 'sha256'])
  const result = trace.result.fields(['outcome', 'content', 'fuel', 'fuelExact'])
  const checked: SkillTrace = {
    format: format.oneOf(['blufio-trace-1']),
    skill: {
      name: skill.name.text(NAME, 'the name of a skill'),
      version: skill.version.text(),
      sha256: skill.sha256.text(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
    },
    input: inputOf(input, bounds.maxInputBytes),
    limits: limitsOf(trace.limits),
    calls: calls.list().map(callOf),
    truncated: truncated.truth(),
    result: {
      outcome: result.outcome.oneOf(OUTCOMES),
      content: result.content.text(),
      fuel: result.fuel.text(DECIMAL, 'a whole number in decimal'),
      fuelExact: result.fuelExact.truth(),
    },
  }
  if (checked.truncated) throw truncated.fault('a whole trace: not all calls were recorded; raise limits.maxTraceBytes')
  const length = byteLength(JSON.stringify(checked.calls)) - 2
  if (length >= bounds.maxTraceBytes) {
    throw calls.fault(`at most ${bounds.maxTraceBytes} bytes of JSON, the limit maxTraceBytes, and not ${length}`)
  }
  return checked
}

/** By way of JSON: it leaves plain data, which does not change while it is looked at. */
function copyOf(given: unknown, { maxTraceBytes, maxInputBytes, maxOutputBytes }: TraceBounds): UntrustedPart {
  const json = jsonOf(given)
  // Before its parts are looked at one by one. Escaped, a text takes up to six characters for each of its own.
  const most = 2 * maxTraceBytes + 8 * (maxInputBytes + maxOutputBytes)
  if (json.length > most) {
    throw new UntrustedPart(given, '').fault(`at most ${most} characters of JSON, and not ${json.length}`)
  }
  return new UntrustedPart(JSON.parse(json), '')
}

function jsonOf(given: unknown): string {
  try {
    const json: string | undefined = JSON.stringify(given)
    if (json !== undefined) return json
  } catch {
    // Told below.
  }
  throw new UntrustedPart(given, '').fault('a JSON value')
}

function inputOf(part: UntrustedPart, maxInputBytes: number): string {
  const json = part.text()
  if (byteLength(json) > maxInputBytes) throw part.fault(`at most ${maxInputBytes} bytes, the limit maxInputBytes`)
  try {
    JSON.parse(json)
  } catch {
    throw part.fault('a text of JSON')
  }
  return json
}

function limitsOf(part: UntrustedPart): SkillTrace['limits'] {
  const limits = part.fields([
    ...(['fuel', 'memoryMb', 'maxTableElements', 'maxOutputBytes'] as const),
    ...(['maxLogLines', 'maxLogLineBytes', 'maxLogBytes', 'hostCallFuel'] as const),
  ])
  const count = (limit: UntrustedPart): number => limit.whole(0, Number.MAX_SAFE_INTEGER)
  return {
    fuel: limits.fuel.text(DECIMAL, 'a whole number in decimal'),
    memoryMb: count(limits.memoryMb),
    maxTableElements: count(limits.maxTableElements),
    maxOutputBytes: count(limits.maxOutputBytes),
    maxLogLines: count(limits.maxLogLines),
    maxLogLineBytes: count(limits.maxLogLineBytes),
    maxLogBytes: count(limits.maxLogBytes),
    hostCallFuel: count(limits.hostCallFuel),
  }
}

function callOf(part: UntrustedPart): SkillTraceCall {
  const call = part.fields(['function', 'arguments'], ['reads', 'writes', 'setsContent', 'returns', 'ended'])
  const ended = call.ended?.fields(['outcome', 'content'])
  return {
    function: call.function.text(NAME, 'the name of a host function'),
    arguments: call.arguments.list(MAX_ARGUMENTS).map(argumentOf),
    ...(call.reads && { reads: call.reads.list(MAX_ACCESSES).map(bytesOf) }),
    ...(call.writes && { writes: call.writes.list(MAX_ACCESSES).map(bytesOf) }),
    ...(call.setsContent && { setsContent: call.setsContent.truth() }),
    ...(call.returns && { returns: i32Of(call.returns) }),
    ...(ended && { ended: { outcome: ended.outcome.oneOf(OUTCOMES), content: ended.content.text() } }),
  }
}

function i32Of(part: UntrustedPart): number {
  return part.whole(-2_147_483_648, 2_147_483_647)
}

function argumentOf(part: UntrustedPart): number | string {
  return part.isText ? part.text(DECIMAL_I64, 'a whole number in decimal') : i32Of(part)
}

function bytesOf(part: UntrustedPart): SkillTraceBytes {
  const bytes = part.fields(['address'], ['text', 'base64', 'length', 'fnv1a'])
  const { text, base64, length, fnv1a } = bytes
  const u32 = (value: UntrustedPart): number => value.whole(0, MAX_U32)
  const address = u32(bytes.address)
  if (text && !base64 && !length && !fnv1a) return { address, text: text.text() }
  if (base64 && !text && !length && !fnv1a) return { address, base64: base64.text(BASE64, 'base64') }
  if (length && fnv1a && !text && !base64) return { address, length: u32(length), fnv1a: u32(fnv1a) }
  throw part.fault('one of text, base64, and length with fnv1a')
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
