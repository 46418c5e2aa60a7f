import { wat } from '../support/wat.ts'
import { memoryStatement, tableStatement } from './generated-storage.ts'
import { type Address, CONSTANTS, FUNCTIONS, GeneratedValues, LOCALS } from './generated-values.ts'
import type { Random } from './random.ts'

/** The locals after the ones that anything may change count the rounds of loops, one a level. */
const LEVELS = 6
/**
 * A module of what binaryen's generator does not make by itself: loops that count, several memories and tables of both
 * address types, bulk operators among them, tail calls that loop, and, when asked, legacy exceptions within all that.
 */
export function generatedContent(
  random: Random,
  { exceptions }: { readonly exceptions: boolean },
): Uint8Array<ArrayBuffer> {
  return wat(new Content(random, exceptions).text())
}

class Content extends GeneratedValues {
  private readonly exceptions: boolean
  /** How many more statements may be written: bounds the size. */
  private budget = 0
  private type: Address = 'i32'
  private labels: string[] = []
  private nextLabel = 0

  constructor(random: Random, exceptions: boolean) {
    super(random)
    this.exceptions = exceptions
  }

  text(): string {
    const { random } = this
    const functions = Array.from({ length: FUNCTIONS }, (_, index) => this.function(index))
    return `(module
      (type $narrow (func (param i32) (result i32)))
      (type $wide (func (param i64) (result i64)))
      (import "fuzzing-support" "log-i32" (func $log (param i32)))
      (import "fuzzing-support" "call-export-catch" (func $again (param i32) (result i32)))
      ${this.memories.map((type, index) => `(memory $m${index} ${type} ${1 + random.below(2)} ${2 + random.below(3)})`).join('\n')}
      ${this.tables.map((type, index) => `(table $t${index} ${type} ${6 + random.below(4)} ${10 + random.below(9)} funcref)`).join('\n')}
      (global $turns (mut i32) (i32.const 20))
      (global $spins (mut i32) (i32.const 60))
      (global $g0 (mut i32) (i32.const 5))
      (global $g1 (mut i64) ${random.chance(2) ? '(i64.const -9)' : '(i64.sub (i64.const 3) (i64.const 12))'})
      ${this.exceptions ? '(tag $e0 (param i32)) (tag $e1 (param i64 i32)) (tag $e2)' : ''}
      (elem (table $t0) (i32.const 0) func $n0 $n1 $n2 $n3 $n4 ${random.chance(3) ? '$w2' : '$n1'})
      (elem (table $t1) (${this.tables[1]}.const 0) func $n0 $n4 $n3 $n2 $n1 ${random.chance(3) ? '$w0' : '$n4'})
      (elem $passive func $n2 $w1 $n0)
      (data $bytes "abcdefghijklmnopqrstuvwxyz")
      (data (${this.memories[0]}.const 8) "0123456789")
      (func $swap (param i32 i32) (result i32 i32) (local.get 1) (local.get 0))
      ${functions.join('\n')}
      ${random.chance(4) ? '(func $start (drop (call $n4 (i32.const 3)))) (start $start)' : ''})`
  }

  private function(index: number): string {
    this.index = index
    return `${this.functionOf('i32', 22)} ${this.functionOf('i64', 10)}`
  }

  private functionOf(type: Address, budget: number): string {
    this.budget = budget
    this.type = type
    this.labels = []
    const name = `${type === 'i32' ? 'n' : 'w'}${this.index}`
    const end = type === 'i32' ? this.value(2) : this.wideValue(2)
    return `(func $${name} (export "${name}") (type $${type === 'i32' ? 'narrow' : 'wide'}) (param $p ${type}) (result ${type})
      (local i32 i32 i32 i32 i32) (local i32 i32 i32 i32 i32 i32) (local $i i64) (local $j i64)
      ${this.statements(4)} ${this.random.chance(3) ? this.tailCall() : ''} ${end})`
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
    switch (random.below(this.exceptions ? 17 : 14)) {
      case 0:
        return `(if ${this.value(2)} (then ${this.statements(depth - 1)}) ${random.chance(2) ? `(else ${this.statements(depth - 1)})` : ''})`
      case 1:
        return this.inBlock(
          (label) => `(block $${label} ${this.statements(depth - 1)} ${this.branch()} ${this.statements(depth - 1)})`,
        )
      case 2:
      case 3:
        return this.countedLoop(depth)
      case 4:
        return this.wideLoop(depth)
      case 5:
        return this.looseLoop(depth)
      case 6:
        return random.chance(2) ? this.branch() : `(call $log ${this.value(2)})`
      case 7:
      case 8:
        return memoryStatement(this)
      case 9:
        return tableStatement(this)
      case 10:
        return this.tailCall()
      case 12: {
        const index = `(${this.tables[1]}.const ${random.below(random.chance(9) ? 9 : 5)})`
        const call = `(call_indirect $t1 (type $narrow) ${this.value(1)} ${index})`
        return this.spending(`(local.set ${this.local()} ${call})`)
      }
      case 11:
        return random.chance(2)
          ? `(if (i32.eq ${this.value(2)} (i32.const ${random.pick(CONSTANTS)})) (then unreachable))`
          : this.spending(`(drop (call $again (i32.const ${random.below(10)})))`)
      case 14:
      case 15:
        return this.tryStatement(depth)
      case 16:
        return `(if ${this.value(1)} (then ${this.throwing()}))`
      default:
        return this.assignment()
    }
  }

  private assignment(): string {
    const { random } = this
    switch (random.below(6)) {
      case 0:
        return `(global.set $g0 ${this.value(2)})`
      case 1:
        return `(global.set $g1 ${this.wideValue(2)})`
      case 2:
        return `(call $swap ${this.value(1)} ${this.value(1)}) (local.set ${this.local()}) (local.set ${this.local()})`
      case 3:
        return `(local.set $j ${this.wideValue(2)})`
      default:
        return `(local.set ${this.local()} ${this.value(3)})`
    }
  }

  /** A loop over an i32 of a known number of rounds, tested at either end, counting either way. */
  private countedLoop(depth: number): string {
    const { random } = this
    const counter = random.chance(12) ? this.local() : LOCALS + 1 + (this.level % LEVELS)
    const rounds = 1 + random.below(9)
    const body = this.inLoop(() => this.statements(depth - 1 - random.below(2)))
    if (random.chance(2)) {
      const next = `(local.tee ${counter} (i32.sub (local.get ${counter}) (i32.const 1)))`
      return `(local.set ${counter} (i32.const ${rounds})) (loop ${body} (br_if 0 ${next}))`
    }
    const next = `(local.set ${counter} (i32.add (local.get ${counter}) (i32.const ${1 + random.below(2)})))`
    const test = `(i32.${random.pick(['lt_s', 'lt_u', 'le_s'])} (local.get ${counter}) (i32.const ${rounds}))`
    return `(local.set ${counter} (i32.const 0)) (loop (if ${test} (then ${body} ${next} (br 1))))`
  }

  private wideLoop(depth: number): string {
    const next = '(local.tee $i (i64.sub (local.get $i) (i64.const 1)))'
    const body = this.inLoop(() => this.statements(depth - 1 - this.random.below(2)))
    const again = `(br_if 0 (i64.gt_s ${next} (i64.const 0)))`
    return `(local.set $i (i64.const ${1 + this.random.below(9)})) (loop ${body} ${again})`
  }

  /** A loop left in every way, mostly at some time. */
  private looseLoop(depth: number): string {
    return this.inBlock((label) => {
      const { random } = this
      const target = random.pick(this.labels)
      const table = `(br_table $${label} $${target} $out${label} (i32.and ${this.value(1)} (i32.const 3)))`
      const back = random.chance(2) ? table : `(br_if $${label} (i32.lt_u ${this.value(2)} (i32.const 3)))`
      const body = this.inLoop(() => this.statements(depth - 1))
      const spin = '(global.set $spins (i32.sub (global.get $spins) (i32.const 1)))'
      const end = random.chance(12) ? '' : `${spin} (br_if $out${label} (i32.lt_s (global.get $spins) (i32.const 0)))`
      return `(block $out${label} (loop $${label} ${end} ${body} ${back}))`
    })
  }

  private inLoop(text: () => string): string {
    this.level++
    const result = text()
    this.level--
    return result
  }

  private branch(): string {
    if (this.labels.length === 0) return '(nop)'
    return `(br_if $${this.random.pick(this.labels)} ${this.value(1)})`
  }

  /** To any function, this one as well: what makes loops of tail calls. */
  private tailCall(): string {
    const { random } = this
    const [name, type, value] = this.type === 'i32' ? ['n', 'narrow', this.value(1)] : ['w', 'wide', this.wideValue(1)]
    const call = random.chance(2)
      ? `(return_call $${name}${random.below(FUNCTIONS)} ${value})`
      : `(return_call_indirect $t0 (type $${type}) ${value} (i32.const ${random.below(random.chance(9) ? 9 : 5)}))`
    return `(if ${this.value(1)} (then ${this.spending(call)}))`
  }

  /** Code that is done a limited number of times in all, so that calls of earlier functions come to an end. */
  private spending(code: string): string {
    const rest = '(i32.sub (global.get $turns) (i32.const 1))'
    return `(if (i32.gt_s (global.get $turns) (i32.const 0)) (then (global.set $turns ${rest}) ${code}))`
  }

  private tryStatement(depth: number): string {
    const { random } = this
    const body = `(do ${this.statements(depth - 1)} ${random.chance(2) ? this.throwing() : ''})`
    const first = `(catch $e0 (local.set ${this.local()}) ${this.statements(depth - 1)})`
    switch (random.below(5)) {
      case 0:
        return `(try ${body} ${first})`
      case 1:
        return `(try ${body} (catch_all ${this.statements(depth - 1)}))`
      case 2:
        return `(try ${body} (catch $e1 (local.set ${this.local()}) (local.set $j)) ${first} (catch_all))`
      case 3:
        return `(try (do (try ${body} (delegate 0))) (catch_all ${this.statements(depth - 1)}))`
      default:
        return `(try (do (try $inner ${body} (catch_all (if ${this.value(1)} (then (rethrow $inner)))))) ${first})`
    }
  }

  private throwing(): string {
    const { random } = this
    switch (random.below(3)) {
      case 0:
        return `(throw $e0 ${this.value(1)})`
      case 1:
        return `(throw $e1 ${this.wideValue(1)} ${this.value(1)})`
      default:
        return '(throw $e2)'
    }
  }

  private inBlock(text: (label: string) => string): string {
    const label = `l${this.nextLabel++}`
    this.labels.push(label)
    const result = text(label)
    this.labels.pop()
    return result
  }
}
