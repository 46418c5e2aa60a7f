import type { SkillRuntimeOptions, WasmSkillRuntime } from '@blufio/sandbox'
import { openTelemetryObserver } from '@blufio/sandbox/opentelemetry'
import { type AttributeValue, context, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, withRuntime } from './support/skills.ts'
import { skillWat, wat } from './support/wat.ts'

const ECHO = skillWat('(call $get_input (i32.const 0)) (call $set_output (i32.const 0) (call $get_input_len))')
const ENDLESS = wat('(module (func (export "run") (loop (br 0))))')

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterAll(() => context.disable())

/** What the SDK was given while `use` ran with a runtime that reports to it. */
async function reported(
  options: SkillRuntimeOptions,
  use: (runtime: WasmSkillRuntime) => Promise<unknown>,
): Promise<{ spans: ReadableSpan[]; metrics: Map<string, { attributes: object; value: unknown }[]> }> {
  const spans = new InMemorySpanExporter()
  const tracers = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] })
  const exported = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: exported })] })
  const onEvent = openTelemetryObserver({ tracer: tracers.getTracer('test'), meter: meters.getMeter('test') })
  await withRuntime({ ...options, onEvent }, async (runtime) => {
    await runtime.loadSkill(manifestOf({ name: 'echo' }), ECHO)
    await runtime.loadSkill(manifestOf({ name: 'endless', fuel: 1000n }), ENDLESS)
    await use(runtime)
  })
  await meters.forceFlush()
  const all = exported.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
  const metrics = new Map(
    all.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      dataPoints.map(({ attributes, value }) => ({ attributes, value })),
    ]),
  )
  const finished = spans.getFinishedSpans()
  await Promise.all([meters.shutdown(), tracers.shutdown()])
  return { spans: finished, metrics }
}

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]): number => seconds * 1000 + nanoseconds / 1e6

describe.each(ISOLATIONS)('the OpenTelemetry observer, $isolation', (options) => {
  test('makes a span of each invocation by the names of the conventions', async () => {
    const before = Date.now()
    const { spans } = await reported(options, (runtime) =>
      runtime.invoke({ skillName: 'echo', input: 'hi', sessionId: 'session-1' }),
    )
    expect(spans).toHaveLength(1)
    const [span] = spans
    expect(span).toMatchObject({ name: 'execute_tool echo', ended: true, status: { code: SpanStatusCode.UNSET } })
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'echo',
      'gen_ai.tool.type': 'function',
      'gen_ai.conversation.id': 'session-1',
      'blufio.invocation.id': expect.any(String),
      'blufio.skill.version': '1.0.0',
      'blufio.input.bytes': 4,
      'blufio.outcome': 'ok',
      'blufio.fuel': 6,
      'blufio.fuel.exact': true,
      'blufio.memory.peak_bytes': 65_536,
      'blufio.run.duration_ms': expect.any(Number),
      'blufio.queued_ms': expect.any(Number),
      'blufio.output.bytes': 4,
      'blufio.log.lines': 0,
    } satisfies Record<string, AttributeValue>)
    const duration = milliseconds(span?.duration ?? [0, 0])
    expect(milliseconds(span?.startTime ?? [0, 0])).toBeGreaterThanOrEqual(before)
    expect(duration).toBeGreaterThanOrEqual(Number(span?.attributes['blufio.run.duration_ms']))
    expect(duration).toBeLessThan(60_000)
  })

  test('tells a run that failed by status and error.type', async () => {
    const { spans } = await reported(options, (runtime) => runtime.invoke({ skillName: 'endless', input: null }))
    expect(spans[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'blufio.outcome': 'out-of-fuel', 'error.type': 'out-of-fuel' },
    })
  })

  test('puts the span below the one that is active where invoke is called', async () => {
    const tracers = new TracerProvider()
    const parent = tracers.getTracer('test').startSpan('agent')
    const { spans } = await reported(options, (runtime) =>
      context.with(trace.setSpan(context.active(), parent), () => runtime.invoke({ skillName: 'echo', input: 1 })),
    )
    expect(spans[0]?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId)
    expect(spans[0]?.spanContext().traceId).toBe(parent.spanContext().traceId)
  })

  test('holds what went in and came out only with eventContent', async () => {
    const use = (runtime: WasmSkillRuntime): Promise<unknown> => runtime.invoke({ skillName: 'echo', input: 'secret' })
    expect(JSON.stringify((await reported(options, use)).spans[0]?.attributes)).not.toContain('secret')
    expect((await reported({ ...options, eventContent: true }, use)).spans[0]?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '"secret"',
      'gen_ai.tool.call.result': '"secret"',
    })
  })

  test('counts invocations and records durations in seconds, and fuel', async () => {
    const { metrics } = await reported(options, async (runtime) => {
      for (const input of [1, 2, 3]) await runtime.invoke({ skillName: 'echo', input })
      await runtime.invoke({ skillName: 'endless', input: null })
    })
    const good = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'echo', 'blufio.outcome': 'ok' }
    const bad = {
      ...{ ...good, 'gen_ai.tool.name': 'endless' },
      ...{ 'blufio.outcome': 'out-of-fuel', 'error.type': 'out-of-fuel' },
    }
    expect(metrics.get('blufio.skill.invocations')).toEqual([
      { attributes: good, value: 3 },
      { attributes: bad, value: 1 },
    ])
    expect(metrics.get('blufio.skill.fuel')).toMatchObject([
      { attributes: good, value: { count: 3, sum: 18 } },
      { attributes: bad, value: { count: 1, sum: 1000 } },
    ])
    const durations = metrics.get('gen_ai.execute_tool.duration')
    expect(durations).toMatchObject([
      { attributes: good, value: { count: 3 } },
      { attributes: bad, value: { count: 1 } },
    ])
    expect(durations?.every(({ value }) => (value as { max: number }).max < 60)).toBe(true)
  })
})

test('a denial is an event on the span, and counted by calls', async () => {
  const ask = '(drop (call $get_env (i32.const 0) (i32.const 3) (i32.const 0) (i32.const 0)))'
  const { spans, metrics } = await reported({ isolation: 'inline' }, async (runtime) => {
    await runtime.loadSkill(manifestOf({ name: 'curious' }), skillWat(ask.repeat(3)))
    await runtime.invoke({ skillName: 'curious', input: null })
  })
  const denial = { 'blufio.capability': 'env', 'blufio.host_function': 'get_env' }
  expect(spans[0]?.events).toMatchObject([
    { name: 'blufio.denied', attributes: { ...denial, 'blufio.denied.calls': 3 } },
  ])
  const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'curious' }
  expect(metrics.get('blufio.skill.denials')).toEqual([{ attributes: { ...tool, ...denial }, value: 3 }])
})

test('spans whose end is never told of are given up beyond 10,000, the oldest first', () => {
  const ended = new InMemorySpanExporter()
  const tracers = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: ended })] })
  const observer = openTelemetryObserver({ tracer: tracers.getTracer('test') })
  const origin = { skillName: 'echo', skillVersion: '1.0.0', time: Date.now(), inputBytes: 0 }
  for (let count = 0; count < 10_002; count++) observer({ type: 'invoked', invocationId: `${count}`, ...origin })
  expect(ended.getFinishedSpans().map(({ attributes }) => attributes['blufio.invocation.id'])).toEqual(['0', '1'])
})
