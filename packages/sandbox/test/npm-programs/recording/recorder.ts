import type { Instantiate } from '../wasm-interception.ts'
import { interceptTables } from '../wasm-tables.ts'
import { interceptHostObjects } from './host-objects.ts'
import { type Field, Tape } from './tape.ts'
import { resultTokens, token } from './token.ts'

type Function_ = (...values: unknown[]) => unknown

/** Makes instances that are recorded. */
export interface Recorder {
  readonly instantiate: Instantiate
  /** The recording so far. */
  text(): string
}

/**
 * Records everything that passes between the instances of a program and their host: calls both ways with their values,
 * and what the host did to memories, globals and tables in between.
 */
export function record(): Recorder {
  const tape = new Tape()
  const ids = new Map<unknown, number>()
  /** What stands for a function of a guest towards the host, and the reverse. */
  const standIns = new Map<unknown, Function_>()
  const owns = new Map<unknown, unknown>()
  let instances = 0

  const idOf = (object: unknown): number => {
    const id = ids.get(object)
    if (id === undefined) throw new Error(`the recording has no form for ${String(object)} here`)
    return id
  }
  const identify = (object: unknown, kind: string, ...fields: readonly Field[]): number => {
    const id = ids.size
    ids.set(object, id)
    tape.add(kind, id, ...fields)
    return id
  }

  const standInFor = (own: Function_, id: number): Function_ => {
    const standIn = (...values: unknown[]): unknown => {
      tape.enterGuest('call', id, values.map(token))
      return guestRuns(() => own(...values))
    }
    Object.defineProperties(standIn, { name: { value: own.name }, length: { value: own.length } })
    standIns.set(own, standIn)
    owns.set(standIn, own)
    return standIn
  }
  const guestRuns = <Result>(run: () => Result, tokensOf: (result: Result) => Field[] = resultTokens): Result => {
    let result: Result
    try {
      result = run()
    } catch (error) {
      tape.leaveGuest('threw')
      throw error
    }
    tape.leaveGuest('done', tokensOf(result))
    return result
  }
  const hostFunction = (instance: number, index: number, host: Function_): Function_ => {
    return (...values) => {
      tape.leaveGuest('import', instance, index, values.map(token))
      let result: unknown
      try {
        result = host(...values)
      } catch (error) {
        tape.enterGuest('throw')
        throw error
      }
      tape.enterGuest('return', Array.isArray(result) ? result.map(token) : token(result))
      return result
    }
  }

  interceptTables({
    inward: (value) => owns.get(value) ?? value,
    outward: (value, table, index) => {
      if (typeof value !== 'function') return value
      return standIns.get(value) ?? standInFor(value as Function_, identify(value, 'element', idOf(table), index))
    },
    onPut: (table, index, value, count) =>
      tape.add('put', idOf(table), index, count ?? null, value == null ? null : idOf(value)),
  })
  interceptHostObjects({
    onMemory: (memory, { initial, maximum }) => {
      tape.watch(identify(memory, 'memory', initial, maximum ?? null), memory)
    },
    onTable: (table, { element, initial, maximum }) => identify(table, 'table', element, initial, maximum ?? null),
    onGlobal: (global, { value: type, mutable }, value) =>
      identify(global, 'global', type, mutable === true ? 1 : 0, token(value)),
    onGrown: (memory, pages) => tape.add('grow', idOf(memory), pages),
    onSet: (global, value) => tape.add('set', idOf(global), token(value)),
  })

  const exportsOf = (instance: number, own: WebAssembly.Exports): WebAssembly.Exports => {
    const entries = Object.entries(own).map(([name, value]) => {
      const isNew = !ids.has(value)
      const id = isNew ? identify(value, 'export', instance, name) : idOf(value)
      if (isNew && value instanceof WebAssembly.Memory) tape.watch(id, value)
      if (typeof value !== 'function') return [name, value]
      return [name, standIns.get(value) ?? standInFor(value as Function_, id)]
    })
    return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(entries)))
  }

  return {
    text: () => tape.text(),
    instantiate: ({ module, sha256 }, imports) => {
      const instance = instances++
      const recorded: Record<string, Record<string, WebAssembly.ImportValue>> = {}
      const fields = WebAssembly.Module.imports(module).map(({ module: from, name, kind }, index): Field => {
        const value = imports[from]?.[name]
        const entries = recorded[from] ?? {}
        recorded[from] = entries
        // A name that is imported twice is one function, known by its first place.
        entries[name] ??=
          kind === 'function' ? (hostFunction(instance, index, value as Function_) as never) : (value as never)
        return kind === 'function' ? null : typeof value === 'object' ? [idOf(value)] : token(value)
      })
      tape.enterGuest('instantiate', instance, sha256, fields)
      const { exports } = guestRuns(
        () => new WebAssembly.Instance(module, recorded),
        () => [],
      )
      return exportsOf(instance, exports)
    },
  }
}
