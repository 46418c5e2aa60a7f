import { wat } from '../support/wat.ts'
import { PROPOSAL_RULES } from './proposal-rules.ts'

/** A call of an export with i32 arguments. */
export type Call = readonly [name: string, ...args: number[]]

/** A module and calls of it whose fuel is kept in figures.json. */
export interface GoldenCase {
  readonly name: string
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly calls: readonly Call[]
}

/** A module in the text format and calls of it. */
export type TextCase = readonly [name: string, text: string, ...calls: Call[]]

/** Modules for one rule each; they need nothing but the assembler, so that a browser can run them, too. */
export function ruleCases(): GoldenCase[] {
  return [
    ...BINARY.map(([name, ...sections]) => ({ name, wasm: assemble(sections), calls: [] })),
    ...[...RULES, ...PROPOSAL_RULES].map(([name, text, ...calls]) => ({ name, wasm: wat(text), calls })),
  ]
}

/**
 * Modules whose bytes matter: the assembler writes these elements as function indices, compilers also as expressions.
 * Sections are `[id, ...content]`.
 */
const BINARY: readonly (readonly [name: string, ...sections: readonly (readonly number[])[]])[] = [
  ['startup: active elements as expressions', ...elements([0x06, 0x00, 0x41, 0x00, 0x0b, 0x70, 1, 0xd2, 0, 0x0b])],
  [
    'startup: active elements as expressions, and a start function',
    ...elements([0x06, 0x00, 0x41, 0x00, 0x0b, 0x70, 1, 0xd2, 0, 0x0b], 0),
  ],
  ['startup: no elements, as expressions', ...elements([0x06, 0x00, 0x41, 0x00, 0x0b, 0x70, 0], 0)],
  [
    'startup: passive elements as expressions, by bytes',
    ...elements([0x05, 0x70, 2, 0xd2, 0, 0x0b, 0xd0, 0x70, 0x0b], 0),
  ],
]

function elements(segment: readonly number[], start?: number): (readonly number[])[] {
  const types = [1, 1, 0x60, 0, 0]
  const sections = [types, [3, 1, 0], [4, 1, 0x70, 0, 5], [9, 1, ...segment], [10, 1, 2, 0, 0x0b]]
  return start === undefined ? sections : [...sections.slice(0, 3), [8, start], ...sections.slice(3)]
}

function assemble(sections: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const preamble = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
  return Uint8Array.from([...preamble, ...sections.flatMap(([id = 0, ...content]) => [id, content.length, ...content])])
}

const START = '(func $start (nop)) (start $start)'
const f = (body: string, signature = '(param i32) (result i32)'): string =>
  `(func $f (export "f") ${signature} ${body})`

/** One module per rule: control flow, operators that cost by length, and what instantiation costs. */
const RULES: readonly TextCase[] = [
  ['an empty function', `(module ${f('', '')})`, ['f']],
  ['free operators', `(module ${f('nop (block nop) (drop (local.get 0)) (return (i32.const 1))')})`, ['f', 0]],
  [
    'if without else',
    `(module ${f('(if (local.get 0) (then (drop (i32.const 1)))) (i32.const 2)')})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'if with else',
    `(module ${f('(if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.add (i32.const 1) (i32.const 2))))')})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'arms that leave',
    `(module ${f('(if (local.get 0) (then (return (i32.const 1))) (else (return (i32.const 2)))) unreachable')})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'code that is never reached',
    `(module ${f('(block (br 0) (drop (i32.const 1)) (block (br_if 0 (i32.const 1))) (loop (br 0))) (local.get 0)')})`,
    ['f', 0],
  ],
  [
    'an else after a dead arm',
    `(module ${f('(if (local.get 0) (then (br 0)) (else unreachable)) (i32.const 7)')})`,
    ['f', 1],
  ],
  [
    'br_if out of two blocks',
    `(module ${f('(block (block (br_if 1 (local.get 0)) (br_if 0 (i32.const 1)) nop) (drop (i32.const 1))) (i32.const 0)')})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'br_table',
    `(module ${f('(block (block (block (br_table 0 1 2 (local.get 0))) (return (i32.const 5))) (drop (i32.const 1))) (i32.const 0)')})`,
    ['f', 0],
    ['f', 1],
    ['f', 9],
  ],
  [
    'loops',
    `(module ${f('(local $i i32) (loop $l (loop $m (br_if $m (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0)))) (br_if $l (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0)))) (local.get $i)')})`,
    ['f', 0],
    ['f', 1],
    ['f', 77],
  ],
  [
    'a loop with parameters',
    `(module ${f('(i32.const 3) (loop (param i32) (result i32) (i32.sub (i32.const 1)) (local.tee 0) (local.get 0) (br_if 0 (i32.gt_s (local.get 0) (i32.const 0))) drop)')})`,
    ['f', 5],
  ],
  [
    'a loop left by its end',
    `(module ${f('(loop (drop (i32.const 1)) (if (local.get 0) (then (local.set 0 (i32.const 0)) (br 1)))) (i32.const 2)')})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'multi-value',
    `(module (func $two (result i32 i32) (i32.const 1) (i32.const 2)) ${f('(block (result i32 i32) (call $two)) i32.add')})`,
    ['f', 0],
  ],
  [
    'calls',
    `(module (import "a" "b" (func $import (param i32) (result i32))) (func $g (param i32) (result i32) (local.get 0)) ${f('(i32.add (call $import (local.get 0)) (call $g (local.get 0)))')})`,
    ['f', 0],
  ],
  [
    'call_indirect',
    `(module (type $t (func (param i32) (result i32))) (table 1 funcref) (elem (i32.const 0) $f2) (func $f2 (type $t) (local.get 0)) ${f('(call_indirect (type $t) (local.get 0) (i32.const 0))')})`,
    ['f', 0],
  ],
  [
    'select and globals',
    `(module (global $g (mut i32) (i32.const 4)) ${f('(global.set $g (select (local.get 0) (i32.const 1) (local.get 0))) (global.get $g)')})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'an export that starts another',
    `(module ${f('(if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0)) (else (call $f (i32.sub (local.get 0) (i32.const 1)))))')})`,
    ['f', 30],
  ],
  ['memory.grow', `(module (memory 1 5) ${f('(memory.grow (local.get 0))')})`, ['f', 0], ['f', 4], ['f', 5], ['f', -1]],
  [
    'memory.fill',
    `(module (memory 1) ${f('(memory.fill (i32.const 0) (i32.const 0) (local.get 0)) (memory.size)')})`,
    ['f', 0],
    ['f', 1],
    ['f', 65_536],
    ['f', 65_537],
  ],
  [
    'memory.copy',
    `(module (memory 1) ${f('(memory.copy (i32.const 0) (i32.const 1) (local.get 0)) (memory.size)')})`,
    ['f', 0],
    ['f', 40],
  ],
  [
    'memory.init and data.drop',
    `(module (memory 1) (data $d "abcd") ${f('(memory.init $d (i32.const 0) (i32.const 0) (local.get 0)) (data.drop $d) (i32.const 0)')})`,
    ['f', 0],
    ['f', 4],
    ['f', 5],
  ],
  [
    'table.grow',
    `(module (table 1 5 funcref) ${f('(table.grow (ref.null func) (local.get 0))')})`,
    ['f', 0],
    ['f', 4],
    ['f', 5],
    ['f', -500],
  ],
  [
    'table.fill',
    `(module (table 9 funcref) ${f('(table.fill (i32.const 0) (ref.null func) (local.get 0)) (table.size)')})`,
    ['f', 0],
    ['f', 9],
    ['f', 10],
  ],
  [
    'table.copy',
    `(module (table 9 funcref) ${f('(table.copy (i32.const 0) (i32.const 1) (local.get 0)) (table.size)')})`,
    ['f', 0],
    ['f', 8],
  ],
  [
    'table.init and elem.drop',
    `(module (table 9 funcref) (func $x) (elem $e func $x $x) ${f('(table.init $e (i32.const 0) (i32.const 0) (local.get 0)) (elem.drop $e) (i32.const 0)')})`,
    ['f', 0],
    ['f', 2],
  ],
  [
    'table.get and table.set',
    `(module (table 9 funcref) ${f('(table.set (i32.const 0) (table.get (i32.const 1))) (ref.is_null (table.get (local.get 0)))')})`,
    ['f', 0],
  ],
  [
    'SIMD',
    `(module (memory 1) ${f('(v128.store (i32.const 0) (i8x16.add (v128.const i32x4 1 2 3 4) (i8x16.splat (local.get 0)))) (i32x4.extract_lane 2 (v128.load8_lane 3 (i32.const 0) (v128.load (i32.const 0))))')})`,
    ['f', 3],
  ],
  [
    'sign extension and saturation',
    `(module ${f('(i32.extend8_s (i32.trunc_sat_f64_u (f64.const 1e300)))')})`,
    ['f', 0],
  ],
  ['a memory of many pages that is all zero', `(module (memory 3 3) ${f('(memory.size)')})`, ['f', 0]],
  ['startup: nothing', '(module)'],
  ['startup: a start function', `(module ${START})`],
  ['startup: an imported start function', '(module (import "a" "b" (func $s)) (start $s))'],
  [
    'startup: constants',
    '(module (global i32 (i32.const 3)) (global (mut f64) (f64.const 0)) (global v128 (v128.const i64x2 1 2)))',
  ],
  ['startup: an active segment', '(module (memory 1) (data (i32.const 0) "abcd"))'],
  ['startup: a passive segment', `(module (memory 1) (data "abcd") ${START})`],
  ['startup: segments that overlap', '(module (memory 1) (data (i32.const 0) "aaaa") (data (i32.const 2) "abc"))'],
  ['startup: segments far apart', '(module (memory 1000) (data (i32.const 0) "a") (data (i32.const 60000000) "abc"))'],
  [
    'startup: segments as far apart as is laid out at once',
    '(module (memory 1000) (data (i32.const 70000) "a") (data (i32.const 16847214) "b"))',
  ],
  [
    'startup: segments one byte further apart',
    '(module (memory 1000) (data (i32.const 70000) "a") (data (i32.const 16847215) "b"))',
  ],
  [
    'startup: a segment at an imported offset',
    '(module (import "a" "g" (global i32)) (memory 1) (data (i32.const 9) "0123456789") (data (global.get 0) "abc"))',
  ],
  [
    'startup: a segment in an imported memory',
    '(module (import "a" "m" (memory 1)) (data (i32.const 0) "abcd") (data (i32.const 8) ""))',
  ],
  ['startup: globals that are computed', '(module (import "a" "g" (global i32)) (global i32 (global.get 0)))'],
  [
    'startup: globals that are computed, and a start function',
    `(module (import "a" "g" (global i32)) (global i32 (global.get 0)) ${START})`,
  ],
  [
    'startup: references in globals',
    `(module (func $r) (global funcref (ref.func $r)) (global externref (ref.null extern)) ${START})`,
  ],
  [
    'startup: active elements',
    '(module (table 4 funcref) (func $r) (elem (i32.const 0) $r $r) (elem (i32.const 2) funcref (ref.func $r)))',
  ],
  ['startup: passive elements', '(module (table 4 funcref) (func $r) (elem func $r $r))'],
  [
    'startup: passive elements as expressions',
    `(module (table 4 funcref) (func $r) (elem funcref (ref.func $r) (ref.null func)) ${START})`,
  ],
  ['startup: declared elements', `(module (func $r) (elem declare func $r) ${START})`],
  [
    'startup: null elements',
    `(module (table 4 funcref) (func $r) (elem (i32.const 1) func $r) (elem (i32.const 0) funcref (ref.null func)) (elem (i32.const 2) func $r) ${START})`,
  ],
  [
    'startup: elements of host references',
    `(module (table 9 externref) (elem (i32.const 0) externref (ref.null extern) (ref.null extern)) ${START})`,
  ],
  [
    'startup: elements at an imported offset',
    `(module (import "a" "g" (global i32)) (table 4 funcref) (func $r) (elem (global.get 0) func $r $r) ${START})`,
  ],
  [
    'startup: elements of an imported table',
    `(module (import "a" "t" (table 4 funcref)) (func $r) (elem (i32.const 0) func $r $r) ${START})`,
  ],
  [
    'startup: 128 computed elements',
    `(module (table 900 externref) (elem (i32.const 0) externref ${'(ref.null extern)'.repeat(128)}))`,
  ],
  [
    'startup: 129 computed elements',
    `(module (table 900 externref) (elem (i32.const 0) externref ${'(ref.null extern)'.repeat(129)}))`,
  ],
  [
    'startup: elements beyond a million',
    '(module (table 2000000 funcref) (func $r) (elem (i32.const 1048575) func $r) (elem (i32.const 1048576) func $r))',
  ],
  [
    'startup: elements, then a segment',
    '(module (import "a" "g" (global i32)) (table 9 externref) (elem (i32.const 0) externref (ref.null extern)) (memory 1) (data (global.get 0) "abc"))',
  ],
  [
    'startup: a computed global and a segment that is laid out',
    `(module (global externref (ref.null extern)) (memory 1) (data (i32.const 0) "x") ${START})`,
  ],
  [
    'startup: a computed global and an empty segment',
    `(module (global externref (ref.null extern)) (memory 1) (data (i32.const 0) "") ${START})`,
  ],
  [
    'startup: computed elements and a segment that is laid out',
    `(module (table 9 externref) (elem (i32.const 0) externref (ref.null extern)) (memory 1) (data (i32.const 0) "x") ${START})`,
  ],
  [
    'startup: passive expressions before a long run of elements',
    `(module (table 900 externref) (elem (i32.const 0) externref ${'(ref.null extern)'.repeat(129)}) (elem externref (ref.null extern) (ref.null extern)))`,
  ],
  [
    'counted down',
    `(module ${f('(local $n i32) (local.set $n (local.get 0)) (loop $l (local.set 0 (i32.add (local.get 0) (i32.const 3))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (local.get 0)')})`,
    ['f', 1],
    ['f', 2],
    ['f', 1000],
    ['f', 1_000_000],
    ['f', 70_000_000],
  ],
  [
    'counted up to a bound',
    `(module ${f('(local $i i32) (loop $l (br_if $l (i32.ne (local.get 0) (local.tee $i (i32.add (local.get $i) (i32.const 1)))))) (local.get $i)')})`,
    ['f', 1],
    ['f', 77],
    ['f', 3_000_000],
  ],
  [
    'counted up to a bound, operands in the other order',
    `(module ${f('(local $i i32) (loop $l (br_if $l (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0)))) (local.get $i)')})`,
    ['f', 1],
    ['f', 77],
  ],
  [
    'counted in steps of 8',
    `(module ${f('(local $i i32) (loop $l (br_if $l (i32.ne (i32.const 800) (local.tee $i (i32.add (local.get $i) (i32.const 8)))))) (local.get $i)')})`,
    ['f', 0],
  ],
  [
    'counted in steps of 12',
    `(module ${f('(local $i i32) (loop $l (br_if $l (i32.ne (local.get 0) (local.tee $i (i32.add (local.get $i) (i32.const 12)))))) (local.get $i)')})`,
    ['f', 12],
    ['f', 1200],
  ],
  [
    'counted in steps of 3 past its bound and around',
    `(module ${f('(local $i i32) (local.set $i (i32.const -20000000)) (loop $l (br_if $l (i32.ne (local.get 0) (local.tee $i (i32.add (local.get $i) (i32.const 1000000007)))))) (local.get $i)')})`,
    ['f', 1_980_000_014],
  ],
  [
    'counted in steps of 24 and around',
    `(module ${f('(local $i i32) (local.set $i (i32.const -48)) (loop $l (br_if $l (i32.ne (local.get 0) (local.tee $i (i32.add (local.get $i) (i32.const 24)))))) (local.get $i)')})`,
    ['f', 48],
  ],
  [
    'counted down in steps',
    `(module ${f('(loop $l (br_if $l (i32.ne (i32.const 5) (local.tee 0 (i32.sub (local.get 0) (i32.const 4)))))) (local.get 0)')})`,
    ['f', 9],
    ['f', 4005],
  ],
  [
    'counted while less',
    `(module ${f('(local $i i32) (loop $l (local.get $i) (local.get 0) (i32.lt_s) (if (then (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $l)))) (local.get $i)')})`,
    ['f', -5],
    ['f', 0],
    ['f', 1],
    ['f', 900],
    ['f', 2_000_000],
  ],
  [
    'counted while less, unsigned',
    `(module ${f('(local $i i32) (loop $l (local.get $i) (local.get 0) (i32.lt_u) (if (then (local.set $i (i32.add (local.get $i) (i32.const 1))) (nop) (br $l)))) (local.get $i)')})`,
    ['f', 0],
    ['f', 900],
  ],
  [
    'counted loops in loops',
    `(module ${f('(local $i i32) (local $j i32) (loop $o (local.set $j (i32.const 10)) (loop $l (br_if $l (local.tee $j (i32.sub (local.get $j) (i32.const 1))))) (br_if $o (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0)))) (local.get $i)')})`,
    ['f', 1],
    ['f', 5000],
  ],
  [
    'a loop left to the outside',
    `(module ${f('(local $i i32) (block $b (block $c (loop $o (loop $l (br_if $b (i32.gt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))) (br_if $c (i32.eq (local.get $i) (i32.const 50))) (br_if $o (i32.and (local.get $i) (i32.const 1))) (br $l)))) (return (i32.const 1))) (local.get $i)')})`,
    ['f', 10],
    ['f', 100],
  ],
  [
    'a br_table out of loops',
    `(module ${f('(local $i i32) (block $b (loop $o (block $c (loop $l (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_table $c $l $o $b (i32.rem_u (local.get $i) (i32.const 5))))) (br_if $o (i32.lt_s (local.get $i) (local.get 0))))) (local.get $i)')})`,
    ['f', 0],
    ['f', 40],
  ],
  [
    'a loop that returns',
    `(module ${f('(local $i i32) (loop $l (if (i32.gt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0)) (then (return (local.get $i)))) (br $l)) unreachable')})`,
    ['f', 3],
  ],
  [
    'a loop with a result',
    `(module ${f('(local $i i32) (loop $l (result i32) (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $l (i32.lt_s (local.get $i) (local.get 0))) (local.get $i))')})`,
    ['f', 30],
  ],
  [
    'a loop that calls',
    `(module (func $g (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))) ${f('(local $i i32) (loop $l (br_if $l (i32.lt_s (local.tee $i (call $g (local.get $i))) (local.get 0)))) (local.get $i)')})`,
    ['f', 30],
  ],
  [
    'an arm that traps',
    `(module ${f('(local $i i32) (loop $l (if (i32.gt_u (local.get $i) (i32.const 1000)) (then unreachable)) (drop (i32.const 1)) (br_if $l (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0)))) (if (result i32) (local.get 0) (then (i32.const 1)) (else unreachable))')})`,
    ['f', 30],
    ['f', 5000],
  ],
  [
    'a bulk operator in a loop',
    `(module (memory 1) ${f('(local $i i32) (loop $l (memory.fill (i32.const 0) (i32.const 1) (local.get $i)) (br_if $l (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0)))) (memory.grow (local.get $i))')})`,
    ['f', 30],
  ],
  [
    'a counted loop with a check that can trap',
    `(module (import "a" "abort" (func $abort (param i32))) (memory 1) ${f('(local $i i32) (local $s i32) (loop $l (if (i32.ge_u (local.get $i) (i32.const 1000)) (then (call $abort (local.get $i)) unreachable)) (local.set $s (i32.add (local.get $s) (i32.load8_u (local.get $i)))) (br_if $l (i32.ne (local.get 0) (local.tee $i (i32.add (local.get $i) (i32.const 1)))))) (local.get $s)')})`,
    ['f', 1],
    ['f', 1000],
    ['f', 1001],
  ],
  [
    'a while loop with checks that can trap',
    `(module (import "a" "abort" (func $abort (param i32))) (memory 1) ${f('(local $i i32) (local $s i32) (loop $l (local.get $i) (local.get 0) (i32.lt_s) (if (then (if (i32.ge_u (local.get $i) (i32.const 1000)) (then (call $abort (local.get $i)) unreachable)) (if (i32.eq (local.get $s) (i32.const -7)) (then unreachable)) (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $l)))) (local.get $s)')})`,
    ['f', 0],
    ['f', 1],
    ['f', 1000],
    ['f', 1001],
  ],
  [
    'a function that its callers pay for',
    `(module (import "a" "abort" (func $abort (param i32))) (func $get (param i32) (result i32) (if (i32.ge_u (local.get 0) (i32.const 1000)) (then (call $abort (local.get 0)) unreachable)) (i32.mul (local.get 0) (i32.const 3))) ${f('(local $i i32) (local $s i32) (loop $l (local.get $i) (local.get 0) (i32.lt_s) (if (then (local.set $s (i32.add (local.get $s) (call $get (local.get $i)))) (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $l)))) (i32.add (local.get $s) (call $get (i32.const 1)))')})`,
    ['f', 0],
    ['f', 1],
    ['f', 1000],
    ['f', 1001],
  ],
  [
    'growing by a constant, refused or not',
    `(module (memory 1 3) (table 1 3 funcref) ${f('(drop (memory.grow (i32.const 2))) (drop (memory.grow (i32.const 5))) (drop (memory.grow (i32.const -1))) (drop (memory.grow (i32.const 0))) (drop (table.grow (ref.null func) (i32.const 2))) (drop (table.grow (ref.null func) (i32.const 9))) (table.grow (ref.null func) (i32.const -5))')})`,
    ['f', 0],
  ],
]
