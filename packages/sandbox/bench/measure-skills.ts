// node bench/measure-skills.ts FIXTURE ISOLATION COUNT ROUNDS: loads many skills that differ, prints what that took as JSON.
import { readFileSync } from 'node:fs'
import { createSkillRuntime, type SkillRuntimeOptions, type WasmSkillRuntime } from '@blufio/sandbox'
import { compareTimes, takeTurns, turnOf } from '../../../tooling/bench/interleaved.ts'
import { manifestOf } from '../test/support/skills.ts'
import { type Held, heldNow, type MeasuredSkills } from './measured-skills.ts'

/** Bytes of a data segment that no run needs: where the modules differ. */
const MARKERS: Readonly<Record<string, string>> = { 'c-reverse': 'reversed', 'rust-word-count': 'range start index' }
const WARM_UP_SKILLS = 50
const CALLS = 50

const [fixture = 'c-reverse', isolation = 'worker', count = '1000', rounds = '9'] = process.argv.slice(2)
const original = readFileSync(new URL(`../test/fixtures/${fixture}/skill.wasm`, import.meta.url))
const marked = original.indexOf(MARKERS[fixture] ?? '')
if (marked < 0) throw new Error(`${fixture} has no bytes that may differ`)
const options = { isolation: isolation as NonNullable<SkillRuntimeOptions['isolation']> }
const input = { text: 'the quick brown fox' }

console.log(JSON.stringify(await measure(Number(count), Number(rounds))))

async function measure(skills: number, turns: number): Promise<MeasuredSkills> {
  const runtime = await createSkillRuntime(options)
  const alone = await createSkillRuntime(options)
  for (let index = 0; index < WARM_UP_SKILLS; index++) await load(runtime, 'warm', index)
  await alone.loadSkill(manifestOf({ name: 'skill-0' }), variant(0))
  for (let call = 0; call < CALLS; call++)
    await Promise.all([invoke(runtime, 'warm'), invoke(runtime, 'warm'), invoke(alone, 'skill-0')])

  const before = await heldNow()
  const loadMs: number[] = []
  for (let index = 0; index < skills; index++) {
    const startedAt = performance.now()
    await load(runtime, `skill-${index}`, WARM_UP_SKILLS + index)
    loadMs.push(performance.now() - startedAt)
  }
  const loaded = await heldNow()
  for (let index = 0; index < skills; index++) await invoke(runtime, `skill-${index}`)
  const invoked = await heldNow()
  let next = 0
  const times = await takeTurns(
    {
      one: turnOf(() => () => calls(alone, () => 'skill-0')),
      many: turnOf(() => () => calls(runtime, () => 'skill-0')),
      all: turnOf(() => () => calls(runtime, () => `skill-${next++ % skills}`)),
    },
    turns,
  )
  await Promise.all([runtime.close(), alone.close()])
  return {
    ...{ wasmBytes: original.length, loadMs, calls: CALLS },
    ...{ loaded: perSkill(before, loaded, skills), invoked: perSkill(before, invoked, skills) },
    sameSkill: compareTimes('the same skill', times.one, times.many),
    eachInTurn: compareTimes('each in turn', times.one, times.all),
  }
}

async function calls(runtime: WasmSkillRuntime, name: () => string): Promise<void> {
  for (let call = 0; call < CALLS; call++) await invoke(runtime, name())
}

async function invoke(runtime: WasmSkillRuntime, skillName: string): Promise<void> {
  const { outcome, content } = await runtime.invoke({ skillName, input })
  if (outcome !== 'ok') throw new Error(`${skillName} ended as ${outcome}: ${content}`)
}

function load(runtime: WasmSkillRuntime, name: string, index: number): Promise<void> {
  return runtime.loadSkill(manifestOf({ name }), variant(index))
}

function variant(index: number): Uint8Array {
  const wasm = Uint8Array.from(original)
  wasm.set(new TextEncoder().encode(String(index).padStart(8, '0')), marked)
  return wasm
}

function perSkill(before: Held, after: Held, skills: number): Held {
  return { rss: (after.rss - before.rss) / skills, heap: (after.heap - before.heap) / skills }
}
