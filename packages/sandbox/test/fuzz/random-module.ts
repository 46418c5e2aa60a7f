import { Random } from './random.ts'

const FUNCTIONS = 4
const LOCALS = 6
const CONSTANTS = [0, 1, 2, 3, 4, 7, 8, 12, 100, 255, 4096, 65_535, -1, -2, -8, 2_147_483_647, -2_147_483_648]
const STEPS = [1, 1, 1, 2, 3, 4, 8, 12, 24, -1, -1, -3, -8]
const BINARY = [
  'add',
  'sub',
  'mul',
  'and',
  'or',
  'xor',
  'shl',
  'shr_s',
  'shr_u',
  'rotl',
  'eq',
  'ne',
  'lt_s',
  'lt_u',
  'gt_s',
  'le_u',
  'ge_s',
]
const TRAPPING = ['div_s', 'div_u', 'rem_s', 'rem_u']

/**
 * A valid module in the text format, the same for the same seed. Its functions, exported as f0, f1, …, take and give an
 * i32; each calls only later ones. It is rich in what metering treats specially: counted loops of every known form and of
 * forms that are nearly known, loops left in every way, arms that trap, dead code, bulk operators, small functions.
 */
export function randomModule(seed: number): string {
  const random = new Random(seed)
  const functions = Array.from({ length: FUNCTIONS }, (_, index) => new FunctionText(random, index).text())
  return `(module
    (import "host" "note" (func $note (param i32)))
    (memory (export "memory") 1 2)
    (global $g0 (export "g0") (mut i32) (i32.const 5))
    (global $g1 (export "g1") (mut i32) (i32.const -9))
    (type $unary (func (param i32) (result i32)))
    (table ${FUNCTIONS} funcref)
    (elem (i32.const ${FUNCTIONS - 1}) $f${FUNCTIONS - 1})
    (func $small (param i32) (result i32) (i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.const 1)))
    (func $checked (param i32) (result i32)
      (if (i32.eq (local.get 0) (i32.const 77)) (then (call $note (local.get 0)) unreachable)) (local.get 0))
    ${functions.join('\n')})`
}

class FunctionText {
  private readonly random: Random
  private readonly index: number
  /** How many more statements may be written: bounds the size. */
  private budget = 40
  private readonly labels: string[] = []
  private nextLabel = 0

  constructor(random: Random, index: number) {
    this.random = random
    this.index = index
  }

  text(): string {
    const body = this.statements(5)
    const end = this.random.chance(8) ? `(return ${this.value(2)})` : this.value(3)
    return `(func $f${this.index} (export "f${this.index}") (type $unary) (local i32 i32 i32 i32 i32) ${body} ${end})`
  }

  private statements(depth: number): string {
    const lines: string[] = []
    for (let count = 1 + this.random.below(4); count > 0 && this.budget > 0; count--) lines.push(this.statement(depth))
    return lines.join('\n')
  }

  private statement(depth: number): string {
    this.budget--
    const { random } = this
    if (depth <= 0) return this.assignment()
    switch (random.below(17)) {
      case 14:
      case 15:
        return this.ordered(depth)
      case 16:
        return this.orderedLast(depth)
      case 0:
        return this.inLabel(
          (label) => `(block $${label} ${this.statements(depth - 1)} ${this.branch()} ${this.statements(depth - 1)})`,
        )
      case 1:
        return `(if ${this.value(2)} (then ${this.statements(depth - 1)}) ${random.chance(2) ? `(else ${this.statements(depth - 1)})` : ''})`
      case 2:
        return `(if ${this.value(2)} (then ${random.chance(2) ? '(call $note (i32.const 1))' : ''} unreachable))`
      case 3:
        return this.untilEqual(depth)
      case 4:
        return this.countDown(depth)
      case 5:
      case 6:
        return this.whileLess(depth)
      case 7:
      case 8:
        return this.loop(depth)
      case 9:
        return this.branch()
      case 10:
        return random.chance(3)
          ? `(memory.fill (i32.const ${random.below(64)}) ${this.value(1)} (i32.const ${random.below(40)}))`
          : this.assignment()
      case 11:
        return random.chance(4)
          ? `(drop (memory.grow (i32.const ${random.below(3)})))`
          : `(call $note ${this.value(2)})`
      case 12:
        return random.chance(6)
          ? `(return ${this.value(1)})`
          : `(i32.store (i32.and ${this.value(2)} (i32.const 1020)) ${this.value(2)})`
      default:
        return this.assignment()
    }
  }

  private assignment(): string {
    const { random } = this
    if (random.chance(6)) return `(global.set $g${random.below(2)} ${this.value(2)})`
    if (random.chance(8)) return `(drop ${this.value(3)})`
    return `(local.set ${this.local()} ${this.value(3)})`
  }

  /** Bottom-tested, with a step and a bound; mostly of the known form, sometimes with a body that spoils it. */
  private untilEqual(depth: number): string {
    const { random } = this
    const local = this.local()
    const step = random.pick(STEPS)
    const bound = random.chance(3) ? `(local.get ${this.local()})` : `(i32.const ${step * (1 + random.below(9))})`
    const change =
      random.chance(2) || step < 0
        ? `(i32.sub (local.get ${local}) (i32.const ${-step}))`
        : `(i32.add (local.get ${local}) (i32.const ${step}))`
    const tee = `(local.tee ${local} ${change})`
    const test = random.chance(2) ? `(i32.ne ${bound} ${tee})` : `(i32.ne ${tee} ${bound})`
    return `(local.set ${local} (i32.const 0)) (loop $${this.label()} ${this.loopBody(depth)} (br_if 0 ${test}))`
  }

  private countDown(depth: number): string {
    const { random } = this
    const local = this.local()
    const start = random.chance(3) ? `(i32.and ${this.value(1)} (i32.const 31))` : `(i32.const ${random.below(20)})`
    const down = `(local.tee ${local} (i32.sub (local.get ${local}) (i32.const ${random.pick([1, 1, 1, 2, 4])})))`
    return `(local.set ${local} ${start}) (loop $${this.label()} ${this.loopBody(depth)} (br_if 0 ${down}))`
  }

  private whileLess(depth: number): string {
    const { random } = this
    const local = this.local()
    const bound = random.chance(2) ? `(i32.const ${random.below(25)})` : `(local.get ${this.local()})`
    const up = `(local.set ${local} (i32.add (local.get ${local}) (i32.const ${random.pick([1, 1, 1, 1, 2])})))`
    const test = `(${random.pick(['i32.lt_s', 'i32.lt_u', 'i32.lt_s', 'i32.le_s'])} (local.get ${local}) ${bound})`
    const body = random.chance(2) ? `${this.loopBody(depth)} ${up}` : `${up} ${this.loopBody(depth)}`
    return `(local.set ${local} ${random.chance(4) ? this.value(1) : '(i32.const 0)'}) (loop $${this.label()} ${test} (if (then ${body} (br 1))))`
  }

  /** Where a loop of any order, direction and step may start and end: near each other, or near the ends of the range. */
  private range(up: boolean): { readonly start: number; readonly bound: number } {
    const { random } = this
    const base = random.pick([0, 0, 0, 5, -4, 2_147_483_620, -2_147_483_640])
    const near = base + random.below(30)
    return up ? { start: base, bound: near } : { start: near, bound: base }
  }

  /** How a local goes on: by a constant or a local, by way of a copy or not, now and then only where that traps. */
  private stepOf(local: number, up: boolean): string {
    const { random } = this
    const by = random.chance(3) ? `(local.get ${this.local()})` : `(i32.const ${random.pick([1, 1, 1, 2, 3, 7])})`
    const next = `(i32.${up ? 'add' : 'sub'} (local.get ${local}) ${by})`
    if (random.chance(4)) return `(local.set ${local} (local.tee ${this.local()} ${next}))`
    if (random.chance(12)) return `(if ${this.value(1)} (then (local.set ${local} ${next}) unreachable))`
    return `(local.set ${local} ${next})`
  }

  private comparison(local: number, bound: string, up: boolean): string {
    const { random } = this
    const name = random.chance(3) ? (up ? 'le' : 'ge') : up ? 'lt' : 'gt'
    const swapped = { le: 'ge', ge: 'le', lt: 'gt', gt: 'lt' }[name]
    const sign = random.pick(['s', 's', 'u'])
    const own = `(local.get ${local})`
    return random.chance(2) ? `(i32.${name}_${sign} ${own} ${bound})` : `(i32.${swapped}_${sign} ${bound} ${own})`
  }

  /** Tests first, in any order of operands, up or down. */
  private ordered(depth: number): string {
    const { random } = this
    const local = this.local()
    const up = random.chance(2)
    const { start, bound } = this.range(up)
    const end = random.chance(3) ? this.local() : -1
    const limit = end < 0 ? `(i32.const ${bound})` : `(local.get ${end})`
    const setLimit = end < 0 ? '' : `(local.set ${end} (i32.const ${bound}))`
    const test = this.comparison(local, limit, up)
    return `${setLimit} (local.set ${local} (i32.const ${start})) (loop $${this.label()} ${test} (if (then ${this.loopBody(depth)} ${this.stepOf(local, up)} (br 1))))`
  }

  /** Tests last, the local or a copy of it. */
  private orderedLast(depth: number): string {
    const { random } = this
    const local = this.local()
    const up = random.chance(2)
    const { start, bound } = this.range(up)
    const limit = random.chance(3) ? `(local.get ${this.local()})` : `(i32.const ${bound})`
    const test = random.chance(4) ? `(i32.ne (local.get ${local}) ${limit})` : this.comparison(local, limit, up)
    return `(local.set ${local} (i32.const ${start})) (loop $${this.label()} ${this.stepOf(local, up)} ${this.loopBody(depth)} (br_if 0 ${test}))`
  }

  /** What a counted loop may hold, and now and then what it may not. */
  private loopBody(depth: number): string {
    const { random } = this
    const lines: string[] = []
    for (let count = random.below(4); count > 0 && this.budget > 0; count--) {
      this.budget--
      if (random.chance(5)) lines.push(`(if ${this.value(1)} (then unreachable))`)
      else if (random.chance(9)) lines.push(this.statement(depth - 1))
      else lines.push(this.assignment())
    }
    return lines.join(' ')
  }

  /** A loop of no known form, left by branches to anywhere. */
  private loop(depth: number): string {
    return this.inLabel((label) => {
      const back = this.random.chance(3)
        ? `(br_table $${this.target(label)} $${label} $${this.target(label)} (i32.and ${this.value(1)} (i32.const 3)))`
        : `(br_if $${label} (i32.lt_u ${this.value(2)} (i32.const ${this.random.pick([1, 3, 1000])})))`
      const outside = this.nextName()
      return `(block $${outside} (loop $${label} ${this.statements(depth - 1)} ${back}))`
    })
  }

  private branch(): string {
    if (this.labels.length === 0) return '(nop)'
    const label = this.random.pick(this.labels)
    return this.random.chance(5) ? `(br $${label})` : `(br_if $${label} ${this.value(2)})`
  }

  private target(fallback: string): string {
    return this.labels.length === 0 ? fallback : this.random.pick(this.labels)
  }

  private value(depth: number): string {
    const { random } = this
    if (depth <= 0 || random.chance(3))
      return random.chance(2) ? `(local.get ${this.local()})` : `(i32.const ${random.pick(CONSTANTS)})`
    const inner = (): string => this.value(depth - 1)
    switch (random.below(12)) {
      case 0:
        return `(i32.load (i32.and ${inner()} (i32.const 4092)))`
      case 1:
        return `(call $${random.pick(['small', 'checked'])} ${inner()})`
      case 2:
        return this.index + 1 < FUNCTIONS
          ? `(call $f${this.index + 1 + random.below(FUNCTIONS - this.index - 1)} ${inner()})`
          : `(i32.clz ${inner()})`
      case 3:
        return `(select ${inner()} ${inner()} ${inner()})`
      case 4:
        return `(if (result i32) ${inner()} (then ${inner()}) (else ${random.chance(5) ? 'unreachable' : inner()}))`
      case 5:
        return `(i32.${random.pick(TRAPPING)} ${inner()} ${inner()})`
      case 6:
        return `(global.get $g${random.below(2)})`
      case 7:
        return this.index + 1 < FUNCTIONS && random.chance(3)
          ? `(call_indirect (type $unary) ${inner()} (i32.const ${FUNCTIONS - 1}))`
          : `(i32.eqz ${inner()})`
      default:
        return `(i32.${random.pick(BINARY)} ${inner()} ${inner()})`
    }
  }

  private local(): number {
    return this.random.below(LOCALS)
  }

  private label(): string {
    return this.nextName()
  }

  private inLabel(text: (label: string) => string): string {
    const label = this.nextName()
    this.labels.push(label)
    const result = text(label)
    this.labels.pop()
    return result
  }

  private nextName(): string {
    return `l${this.nextLabel++}`
  }
}
