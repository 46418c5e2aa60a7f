import { type Attributes, type Meter, metrics, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import type { SkillCompletedEvent, SkillEvent, SkillInvokedEvent, SkillObserver } from './events.ts'

/** Where spans and metrics go; by default to the providers that are registered when the observer is made. */
export interface OpenTelemetryOptions {
  readonly tracer?: Tracer
  readonly meter?: Meter
}

const SCOPE = '@blufio/sandbox'
/** Spans that wait for their end: more only when events do not come through, and then the oldest are given up. */
const MAX_OPEN_SPANS = 10_000
/** From a tenth of a millisecond, which a small skill takes, to a minute. */
const DURATION_SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60]
const FUEL_UNITS = Array.from({ length: 10 }, (_, power) => 10 ** (power + 2))

/**
 * An observer for `onEvent` that reports to OpenTelemetry: a span for each invocation, below the one that is active where
 * `invoke` is called, an event on it for each denial, and metrics. Attributes are those of the semantic conventions for
 * tools of generative AI, and `blufio.*`; docs/events.md lists them.
 */
export function openTelemetryObserver(options: OpenTelemetryOptions = {}): SkillObserver {
  const tracer = options.tracer ?? trace.getTracer(SCOPE)
  const record = recorder(options.meter ?? metrics.getMeter(SCOPE))
  const open = new Map<string, Span>()
  return (event: SkillEvent): void => {
    const { invocationId } = event
    if (event.type === 'invoked') {
      open.set(invocationId, startSpan(tracer, event))
      for (const [oldest, span] of open) {
        if (open.size <= MAX_OPEN_SPANS) break
        open.delete(oldest)
        span.end()
      }
      return
    }
    record(event)
    const span = open.get(invocationId)
    if (event.type === 'denied') {
      const attributes = { ...deniedAttributes(event), 'blufio.denied.calls': event.count }
      span?.addEvent('blufio.denied', attributes, hrTime(event.time))
    } else {
      open.delete(invocationId)
      if (span !== undefined) endSpan(span, event)
    }
  }
}

function startSpan(tracer: Tracer, event: SkillInvokedEvent): Span {
  const attributes = {
    ...toolAttributes(event),
    'gen_ai.tool.type': 'function',
    'blufio.invocation.id': event.invocationId,
    'blufio.skill.version': event.skillVersion,
    'blufio.input.bytes': event.inputBytes,
    ...(event.sessionId === undefined ? {} : { 'gen_ai.conversation.id': event.sessionId }),
    ...(event.input === undefined ? {} : { 'gen_ai.tool.call.arguments': event.input }),
  }
  return tracer.startSpan(`execute_tool ${event.skillName}`, { attributes, startTime: hrTime(event.time) })
}

function endSpan(span: Span, event: SkillCompletedEvent): void {
  const { usage } = event
  span.setAttributes({
    ...outcomeAttributes(event),
    'blufio.fuel': Number(usage.fuel),
    'blufio.fuel.exact': usage.fuelExact,
    'blufio.memory.peak_bytes': usage.peakMemoryBytes,
    'blufio.run.duration_ms': usage.durationMs,
    'blufio.output.bytes': event.outputBytes,
    'blufio.log.lines': event.logLines,
    ...(event.queuedMs === undefined ? {} : { 'blufio.queued_ms': event.queuedMs }),
    ...(event.content === undefined ? {} : { 'gen_ai.tool.call.result': event.content }),
  })
  if (event.isError) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(hrTime(event.time))
}

/** Makes the instruments, and a function that records an event by them. */
function recorder(meter: Meter): (event: Exclude<SkillEvent, SkillInvokedEvent>) => void {
  const invocations = meter.createCounter('blufio.skill.invocations', { unit: '{invocation}' })
  const denials = meter.createCounter('blufio.skill.denials', { unit: '{call}' })
  const duration = meter.createHistogram('gen_ai.execute_tool.duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_SECONDS },
  })
  const fuel = meter.createHistogram('blufio.skill.fuel', {
    unit: '{unit}',
    advice: { explicitBucketBoundaries: FUEL_UNITS },
  })
  return (event) => {
    if (event.type === 'denied')
      return denials.add(event.count, { ...toolAttributes(event), ...deniedAttributes(event) })
    const attributes = { ...toolAttributes(event), ...outcomeAttributes(event) }
    invocations.add(1, attributes)
    duration.record(event.elapsedMs / 1000, attributes)
    if (event.outcome !== 'rejected') fuel.record(Number(event.usage.fuel), attributes)
  }
}

function toolAttributes({ skillName }: SkillEvent): Attributes {
  return { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': skillName }
}

function outcomeAttributes({ outcome, isError, errorCode }: SkillCompletedEvent): Attributes {
  return { 'blufio.outcome': outcome, ...(isError ? { 'error.type': errorCode ?? outcome } : {}) }
}

function deniedAttributes({ capability, hostFunction }: Extract<SkillEvent, { type: 'denied' }>): Attributes {
  return { 'blufio.capability': capability, 'blufio.host_function': hostFunction }
}

/** Milliseconds since 1970 as seconds and nanoseconds: a bare number could be taken for one of another clock. */
function hrTime(milliseconds: number): [number, number] {
  const seconds = Math.floor(milliseconds / 1000)
  return [seconds, Math.floor((milliseconds - seconds * 1000) * 1_000_000)]
}
