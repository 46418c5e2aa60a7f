import { gcWat } from '../support/gc-wat.ts'
import type { GoldenCase, TextCase } from './rules.ts'

const TYPES = `
  (type $point (struct (field $x (mut i32)) (field $y (mut i64))))
  (type $bytes (array (mut i8)))
  (type $words (array (mut i32)))
  (type $points (array (mut (ref null $point))))
  (type $unary (func (param i32) (result i32)))`
const f = (body: string): string => `(func $f (export "f") (param $n i32) (result i32) ${body})`
const START = '(func $start (nop)) (start $start)'
const N = '(local.get $n)'
/** Goes on with the label `$l` while $n, less one each time, is not zero. */
const DOWN = '(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))'

const RULES: readonly TextCase[] = [
  [
    'structs',
    `(module ${TYPES} ${f(`(local $p (ref null $point)) (local.set $p (struct.new $point ${N} (i64.const 3))) (struct.set $point $y (local.get $p) (i64.const 4)) (drop (struct.get $point $y (local.get $p))) (drop (struct.new_default $point)) (struct.get $point $x (local.get $p))`)})`,
    ['f', 9],
  ],
  [
    'arrays by length',
    `(module ${TYPES} ${f(`(local $a (ref null $bytes)) (local.set $a (array.new $bytes (i32.const 7) ${N})) (array.fill $bytes (local.get $a) (i32.const 0) (i32.const 1) ${N}) (array.copy $bytes $bytes (array.new_default $bytes ${N}) (i32.const 0) (local.get $a) (i32.const 0) ${N}) (array.len (local.get $a))`)})`,
    ['f', 0],
    ['f', 1],
    ['f', 5000],
  ],
  [
    'arrays of a fixed length',
    `(module ${TYPES} ${f(`(local $a (ref null $words)) (local.set $a (array.new_fixed $words 3 (i32.const 1) ${N} (i32.const 3))) (array.set $words (local.get $a) (i32.const 0) (i32.const 4)) (array.get $words (local.get $a) (i32.const 1))`)})`,
    ['f', 5],
  ],
  [
    'arrays from data',
    `(module ${TYPES} (data $d "0123456789") ${f(`(local $a (ref null $bytes)) (local.set $a (array.new_data $bytes $d (i32.const 1) ${N})) (array.init_data $bytes $d (local.get $a) (i32.const 0) (i32.const 2) ${N}) (array.len (local.get $a))`)})`,
    ['f', 0],
    ['f', 8],
    ['f', 9],
  ],
  [
    'arrays from elements',
    `(module ${TYPES} (type $refs (array (mut (ref null $unary)))) (func $x (type $unary) (local.get 0)) (elem $e (ref null $unary) (ref.func $x) (ref.func $x) (ref.null $unary)) ${f(`(local $a (ref null $refs)) (local.set $a (array.new_elem $refs $e (i32.const 0) ${N})) (array.init_elem $refs $e (local.get $a) (i32.const 0) (i32.const 0) ${N}) (array.len (local.get $a))`)})`,
    ['f', 0],
    ['f', 3],
    ['f', 4],
  ],
  [
    'objects in a loop',
    `(module ${TYPES} ${f(`(local $a (ref null $points)) (local.set $a (array.new_default $points ${N})) (loop $l (array.set $points (local.get $a) (i32.sub ${N} (i32.const 1)) (struct.new $point ${N} (i64.const 0))) ${DOWN}) (array.len (local.get $a))`)})`,
    ['f', 1],
    ['f', 700],
  ],
  [
    'i31 references and comparisons',
    `(module ${TYPES} ${f(`(local $r (ref null i31)) (local.set $r (ref.i31 ${N})) (if (ref.eq (local.get $r) (ref.i31 (i32.const 4))) (then (return (i31.get_u (local.get $r))))) (i32.add (ref.is_null (local.get $r)) (i31.get_s (local.get $r)))`)})`,
    ['f', 3],
    ['f', 4],
  ],
  [
    'tests and casts',
    `(module ${TYPES} ${f(`(local $r (ref null any)) (local.set $r (if (result (ref null any)) ${N} (then (struct.new_default $point)) (else (ref.i31 (i32.const 8))))) (if (ref.test (ref $point) (local.get $r)) (then (return (struct.get $point $x (ref.cast (ref $point) (local.get $r)))))) (i31.get_s (ref.cast (ref i31) (local.get $r)))`)})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'br_on_cast and br_on_cast_fail',
    `(module ${TYPES} (func $cast (param $r (ref null any)) (result i32) (drop (block $out (result (ref null any)) (return (struct.get $point $x (block $hit (result (ref $point)) (drop (br_on_cast $hit anyref (ref $point) (local.get $r))) (br $out (br_on_cast_fail $out anyref (ref i31) (local.get $r)))))))) (i32.const 2)) ${f(`(i32.add (call $cast (struct.new_default $point)) (i32.add (call $cast (ref.i31 ${N})) (call $cast (array.new_default $bytes ${N}))))`)})`,
    ['f', 3],
  ],
  [
    'br_on_null and br_on_non_null that lead back to a loop',
    `(module ${TYPES} ${f(`(local $p (ref null $point)) (local.set $p (struct.new_default $point)) (loop $l (if (i32.eqz (local.tee $n (i32.sub ${N} (i32.const 1)))) (then (return (i32.const 1)))) (if (i32.and ${N} (i32.const 4)) (then (local.set $p (ref.null $point))) (else (local.set $p (struct.new_default $point)))) (drop (br_on_null $l (local.get $p))) (br $l)) (unreachable)`)})`,
    ['f', 1],
    ['f', 100],
  ],
  [
    'br_on_cast that leads back to a loop, with a value',
    `(module ${TYPES} ${f(`(local $r (ref null any)) (struct.new_default $point) (drop (loop $l (param (ref null any)) (result (ref null any)) (local.set $r) (if (i32.eqz (local.tee $n (i32.sub ${N} (i32.const 1)))) (then (return (i32.const 1)))) (br_on_cast $l anyref (ref $point) (local.get $r)))) (i32.const 0)`)})`,
    ['f', 1],
    ['f', 100],
  ],
  [
    'references between any and extern',
    `(module ${TYPES} ${f(`(i31.get_s (ref.cast (ref i31) (any.convert_extern (extern.convert_any (ref.i31 ${N})))))`)})`,
    ['f', 6],
  ],
  [
    'typed function references that nothing is called by',
    `(module ${TYPES} (table $t 4 (ref null $unary)) (func $x (type $unary) (local.get 0)) (elem declare func $x) ${f(`(local $r (ref null $unary)) (local.set $r (ref.func $x)) (table.set $t (i32.const 1) (ref.as_non_null (local.get $r))) (call_indirect $t (type $unary) ${N} (i32.const 1))`)})`,
    ['f', 6],
  ],
  [
    'startup: a global that is a struct',
    `(module ${TYPES} (global (ref $point) (struct.new $point (i32.const 1) (i64.const 2))) (global (ref $point) (struct.new_default $point)) ${START})`,
  ],
  [
    'startup: globals that are arrays',
    `(module ${TYPES} (global (ref $bytes) (array.new $bytes (i32.const 1) (i32.const 50))) (global (ref $bytes) (array.new_default $bytes (i32.const 9))) (global (ref $words) (array.new_fixed $words 2 (i32.const 1) (i32.const 2))) ${START})`,
  ],
  [
    'startup: a global that refers to another',
    `(module ${TYPES} (global $a i32 (i32.const 4)) (global (ref $point) (struct.new $point (global.get $a) (i64.const 2))) ${START})`,
  ],
  [
    'startup: i31 references',
    `(module (global (ref i31) (ref.i31 (i32.const 5))) (global (ref null any) (ref.null any)) ${START})`,
  ],
  ['startup: a table with an initialiser', `(module ${TYPES} (table 10 (ref i31) (ref.i31 (i32.const 3))) ${START})`],
  [
    'startup: a table of 129 with an initialiser',
    `(module ${TYPES} (table 129 (ref i31) (ref.i31 (i32.const 3))) ${START})`,
  ],
  [
    'startup: a table whose initialiser is a function',
    `(module ${TYPES} (func $x (type $unary) (local.get 0)) (elem declare func $x) (table 10 (ref $unary) (ref.func $x)) ${START})`,
  ],
  [
    'startup: elements that are structs',
    `(module ${TYPES} (table 9 (ref null $point)) (elem (table 0) (i32.const 1) (ref $point) (item (struct.new_default $point)) (item (struct.new $point (i32.const 1) (i64.const 1)))) ${START})`,
  ],
  [
    'startup: passive elements that are structs',
    `(module ${TYPES} (elem $e (ref $point) (struct.new_default $point)) ${START})`,
  ],
  [
    'startup: several memories, all with data',
    `(module (memory $a 1) (memory $b 1) (data (memory $a) (i32.const 0) "ab") (data (memory $b) (i32.const 9) "cde") ${START})`,
  ],
  [
    'startup: several memories, one with data',
    `(module (memory $a 1) (memory $b 1) (data (memory $b) (i32.const 9) "cde") ${START})`,
  ],
  [
    'startup: data of an own memory beside an imported one',
    `(module (import "h" "m" (memory 1)) (memory $b 1) (data (memory $b) (i32.const 9) "cde") ${START})`,
  ],
  [
    'startup: data of both an own memory and an imported one',
    `(module (import "h" "m" (memory 1)) (memory $b 1) (data (memory 0) (i32.const 4000) "${'x'.repeat(200)}") (data (memory $b) (i32.const 9) "cde") ${START})`,
  ],
]

/** Modules for one rule each of garbage collection, typed function references, and data of a second memory. */
export function gcCases(): GoldenCase[] {
  return RULES.map(([name, text, ...calls]) => ({ name, wasm: gcWat(text), calls }))
}
