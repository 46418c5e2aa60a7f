import type * as v from 'valibot'
import type { PathPart } from './toml-positions.ts'

// valibot's own getters know the types of a schema at compile time; along a path they are known only at run time.
interface AnySchema {
  readonly type?: string
  readonly entries?: Readonly<Record<string, v.GenericSchema>>
  readonly item?: v.GenericSchema
  readonly wrapped?: v.GenericSchema
  readonly pipe?: readonly AnySchema[]
  readonly description?: string
}

/** The schemas of a table's keys, through pipes and optionals; `undefined` when `schema` is not of a table. */
export function entriesOf(schema: AnySchema): Readonly<Record<string, v.GenericSchema>> | undefined {
  return layersOf(schema).find((layer) => layer.entries !== undefined)?.entries
}

/** How the schema at `path` describes what it accepts, or `undefined`. */
export function descriptionAt(schema: AnySchema, path: readonly PathPart[]): string | undefined {
  let here: AnySchema | undefined = schema
  for (const part of path) {
    if (here === undefined) return undefined
    here = typeof part === 'number' ? itemOf(here) : entriesOf(here)?.[part]
  }
  return here && layersOf(here).findLast((layer) => layer.type === 'description')?.description
}

/** The schema of a list's items, through pipes and optionals; `undefined` when `schema` is not of a list. */
export function itemOf(schema: AnySchema): v.GenericSchema | undefined {
  return layersOf(schema).find((layer) => layer.item !== undefined)?.item
}

/** `schema` and the schemas and actions that it wraps or pipes, in order. */
function layersOf(schema: AnySchema): readonly AnySchema[] {
  const inner = [...(schema.wrapped ? [schema.wrapped] : []), ...(schema.pipe ?? [])]
  return [schema, ...inner.flatMap(layersOf)]
}
