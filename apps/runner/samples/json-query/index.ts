// json-query: finds a value in a JSON text by a path such as orders[0].item.name.
import { Level, log, readInput, setOutput } from '../blufio'
import { Json, JsonReader, quote } from '../json'

export function run(): void {
  const input = new JsonReader(readInput()).read()
  if (input === null) return fail('the input is no JSON')
  const reader = new JsonReader(input.textOf('json', ''))
  let value = reader.read()
  if (value === null) return fail('json: ' + reader.problem)
  const steps = stepsOf(input.textOf('path', ''))
  for (let i = 0; i < steps.length; i++) {
    value = step(value!, steps[i])
    if (value === null) return fail('there is nothing at ' + steps.slice(0, i + 1).join('.'))
    log(Level.Debug, 'at ' + steps[i])
  }
  setOutput(value!.source)
}

/** A name, or a place in a list counted from 0; `a[0].b` and `a.0.b` are the same. */
function stepsOf(path: string): string[] {
  const steps: string[] = []
  const parts = path.replaceAll('[', '.').replaceAll(']', '').split('.')
  for (let i = 0; i < parts.length; i++) if (parts[i] != '') steps.push(parts[i])
  return steps
}

function step(value: Json, name: string): Json | null {
  if (value.keys.length > 0) return value.member(name)
  const place = <i32>parseInt(name)
  return place >= 0 && place < value.items.length && place.toString() == name ? value.items[place] : null
}

function fail(problem: string): void {
  log(Level.Error, problem)
  setOutput('{"error":' + quote(problem) + '}')
}
