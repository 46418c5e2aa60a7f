import { wat } from './wat.ts'

/**
 * A function that leaves one block from so many places, each in an `if` of its own, as a lexer does whose states are not
 * optimised. With 20,000 of them, optimising it ends the process of Node 24.
 */
function meetingBranches(count: number): string {
  const ifs = Array.from(
    { length: count },
    (_, index) => `(if (i32.eq (local.get 0) (i32.const ${index})) (then (br $out)))`,
  )
  return `(func $meet (param i32) (block $out ${ifs.join('\n')}))`
}

/** A module of that function alone. */
export function meetingBranchesModule(count: number): Uint8Array<ArrayBuffer> {
  return wat(`(module ${meetingBranches(count)})`)
}

/** A skill that calls that function until it is stopped, so that it is optimised. */
export function meetingBranchesSkill(count: number): Uint8Array<ArrayBuffer> {
  return wat(`(module
    (memory (export "memory") 1)
    ${meetingBranches(count)}
    (func (export "run") (loop (call $meet (i32.const -1)) (br 0))))`)
}
