import type { TextCase } from './rules.ts'

const f = (body: string, signature = '(param i32) (result i32)'): string =>
  `(func $f (export "f") ${signature} ${body})`
const START = '(func $start (nop)) (start $start)'
const UNARY = '(type $t (func (param i32) (result i32)))'
const WIDE = '(i64.extend_i32_s (local.get 0))'
/** Goes on with the label `$l` while the local 0, less one each time, is not zero. */
const DOWN = '(br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))'

const TAIL_CALLS: readonly TextCase[] = [
  [
    'a tail call of itself, exported',
    `(module ${f('(if (i32.eqz (local.get 0)) (then (return (i32.const 7)))) (return_call $f (i32.sub (local.get 0) (i32.const 1)))')})`,
    ['f', 0],
    ['f', 1],
    ['f', 100_000],
  ],
  [
    'a tail call of itself, not exported',
    `(module (func $g (param i32) (result i32) (if (result i32) (local.get 0) (then (return_call $g (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 3)))) ${f('(i32.add (call $g (local.get 0)) (call $g (i32.const 2)))')})`,
    ['f', 0],
    ['f', 5000],
  ],
  [
    'tail calls in turn',
    `(module (func $even (param i32) (result i32) (if (i32.eqz (local.get 0)) (then (return (i32.const 1)))) (return_call $odd (i32.sub (local.get 0) (i32.const 1)))) (func $odd (export "odd") (param i32) (result i32) (if (i32.eqz (local.get 0)) (then (return (i32.const 0)))) (return_call $even (i32.sub (local.get 0) (i32.const 1)))) ${f('(return_call $even (local.get 0))')})`,
    ['f', 0],
    ['f', 9],
    ['f', 30_001],
    ['odd', 77],
  ],
  [
    'tail calls through a table',
    `(module ${UNARY} (table 2 funcref) (elem (i32.const 0) $f $stop) (func $stop (type $t) (i32.const 5)) ${f('(return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.eqz (local.get 0)))')})`,
    ['f', 0],
    ['f', 1],
    ['f', 20_000],
  ],
  [
    'a tail call of an import, and of a function that its callers pay for',
    `(module (import "h" "i" (func $i (param i32) (result i32))) (func $add (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))) (func $twice (param i32) (result i32) (return_call $add (call $add (local.get 0)))) (func $out (param i32) (result i32) (return_call $i (local.get 0))) ${f('(i32.add (call $twice (local.get 0)) (call $out (local.get 0)))')})`,
    ['f', 3],
  ],
  [
    'a tail call out of loops',
    `(module (func $end (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))) ${f('(local $i i32) (loop $l (loop $m (if (i32.gt_u (local.get $i) (local.get 0)) (then (return_call $end (local.get $i)))) (br_if $m (i32.and (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3)))) (br $l)) unreachable')})`,
    ['f', 0],
    ['f', 3],
    ['f', 999],
  ],
]

const RECURSION: readonly TextCase[] = [
  [
    'recursion of an exported function',
    `(module ${f('(if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0)) (else (i32.add (call $f (i32.sub (local.get 0) (i32.const 1))) (call $f (i32.sub (local.get 0) (i32.const 2))))))')})`,
    ['f', 0],
    ['f', 1],
    ['f', 2],
    ['f', 20],
  ],
  [
    'recursion of an exported function that others call, too',
    `(module (func $fib (export "fib") (param i32) (result i32) (if (i32.lt_s (local.get 0) (i32.const 2)) (then (return (local.get 0)))) (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2))))) ${f('(local $s i32) (loop $l (local.set $s (i32.add (local.get $s) (call $fib (local.get 0)))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get $s)')})`,
    ['fib', 12],
    ['f', 1],
    ['f', 12],
  ],
  [
    'mutual recursion, one of the two in a table',
    `(module (type $t (func (param i32) (result i32))) (table 1 funcref) (elem (i32.const 0) $a) (func $a (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.add (call $b (i32.sub (local.get 0) (i32.const 1))) (i32.const 1))) (else (i32.const 0)))) (func $b (param i32) (result i32) (if (result i32) (i32.and (local.get 0) (i32.const 1)) (then (call $a (local.get 0))) (else (call_indirect (type $t) (local.get 0) (i32.const 0))))) ${f('(call $b (local.get 0))')})`,
    ['f', 0],
    ['f', 1],
    ['f', 400],
  ],
  [
    'recursion with a loop in it',
    `(module ${f('(local $i i32) (local $s i32) (loop $l (if (i32.lt_u (local.get $i) (local.get 0)) (then (local.set $s (i32.add (local.get $s) (call $f (local.get $i)))) (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $l)))) (i32.add (local.get $s) (i32.const 1))')})`,
    ['f', 0],
    ['f', 10],
  ],
  [
    'a function that many call and nobody refers to',
    `(module (func $clamp (param i32) (result i32) (if (i32.gt_s (local.get 0) (i32.const 9)) (then (return (i32.const 9)))) (local.get 0)) (func $both (param i32) (result i32) (i32.add (call $clamp (local.get 0)) (call $clamp (i32.const 3)))) ${f('(local $s i32) (loop $l (local.set $s (i32.add (call $both (local.get 0)) (local.get $s))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (call $clamp (local.get $s))')})`,
    ['f', 1],
    ['f', 40],
  ],
]

const FORKS: readonly TextCase[] = [
  [
    'arms of different cost',
    `(module ${f('(local $s i32) (loop $l (if (i32.and (local.get 0) (i32.const 1)) (then (local.set $s (i32.add (local.get $s) (i32.const 3)))) (else (if (i32.and (local.get 0) (i32.const 2)) (then (local.set $s (i32.mul (local.get $s) (i32.const 5))) (local.set $s (i32.xor (local.get $s) (i32.const 9)))) (else nop)))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get $s)')})`,
    ['f', 1],
    ['f', 2],
    ['f', 4],
    ['f', 1000],
  ],
  [
    'an arm that leaves and what follows',
    `(module ${f('(block $b (result i32) (if (local.get 0) (then (br $b (i32.const 1)))) (drop (i32.add (i32.const 1) (i32.const 2))) (if (i32.eqz (local.get 0)) (then (br $b (i32.const 3))) (else (drop (i32.const 4)))) (i32.const 5))')})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'both arms call',
    `(module (func $a (param i32) (result i32) (if (local.get 0) (then (return (i32.const 1)))) (i32.const 2)) ${f('(if (result i32) (local.get 0) (then (call $a (local.get 0))) (else (i32.add (call $a (i32.const 0)) (call $a (i32.const 1)))))')})`,
    ['f', 0],
    ['f', 1],
  ],
  [
    'forks in forks in loops',
    `(module ${f(`(local $s i32) (loop $l ${nestedForks(6)} ${DOWN}) (local.get $s)`)})`,
    ['f', 1],
    ['f', 64],
    ['f', 555],
  ],
  [
    'a loop that two branches lead back to',
    `(module ${f('(local $i i32) (block $b (loop $l (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $l (i32.and (local.get $i) (i32.const 3))) (br_if $b (i32.gt_s (local.get $i) (local.get 0))) (br $l))) (local.get $i)')})`,
    ['f', 0],
    ['f', 50],
  ],
  [
    'a loop that one branch in its middle leads back to',
    `(module ${f('(local $i i32) (loop $l (block $b (br_if $b (i32.gt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))) (drop (i32.const 4)) (br $l)) (drop (i32.const 5))) (local.get $i)')})`,
    ['f', 0],
    ['f', 50],
  ],
  [
    'a loop that a br_table leads back to, by several labels',
    `(module ${f('(local $i i32) (block $b (loop $l (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_table $l $b $l (i32.gt_s (local.get $i) (local.get 0)))) ) (loop $m (block $n (br_table $m $n (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))) (local.get $i)')})`,
    ['f', 0],
    ['f', 1],
    ['f', 8],
  ],
  [
    'a loop whose outer loop is the only way back',
    `(module ${f('(loop $l (loop $m (loop $n (if (i32.lt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0)) (then (return (local.get 0)))) (br $l)))) unreachable')})`,
    ['f', 0],
    ['f', 90],
  ],
  [
    'loops in loops, each with one branch back',
    `(module ${f('(local $i i32) (local $j i32) (local $k i32) (loop $l (local.set $j (i32.const 3)) (loop $m (local.set $k (i32.const 2)) (loop $n (local.set $i (i32.add (local.get $i) (local.get $k))) (if (i32.gt_s (local.tee $k (i32.sub (local.get $k) (i32.const 1))) (i32.const 0)) (then (br $n)))) (if (local.tee $j (i32.sub (local.get $j) (i32.const 1))) (then (br $m)))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get $i)')})`,
    ['f', 1],
    ['f', 30],
  ],
  [
    'a branch back with a value',
    `(module ${f('(local $i i32) (i32.const 1) (loop $l (param i32) (result i32) (i32.add (local.get 0)) (local.tee $i) (br_if $l (i32.lt_s (local.get $i) (i32.const 500))))')})`,
    ['f', 1],
    ['f', 600],
  ],
]

const MEMORIES: readonly TextCase[] = [
  [
    'a copy from one memory to another',
    `(module (memory $a 1) (memory $b 1) ${f('(memory.copy $a $b (i32.const 0) (i32.const 8) (local.get 0)) (memory.copy $b $b (i32.const 0) (i32.const 8) (i32.const 5)) (i32.load $b (i32.const 0))')})`,
    ['f', 0],
    ['f', 3000],
    ['f', 65_536],
  ],
  [
    'growth, fill and init of the second memory',
    `(module (memory $a 1 1) (memory $b 1 9) (data $d "0123456789") ${f('(memory.fill $b (i32.const 4) (i32.const 1) (local.get 0)) (memory.init $b $d (i32.const 0) (i32.const 0) (i32.const 7)) (drop (memory.grow $a (local.get 0))) (drop (memory.size $b)) (memory.grow $b (local.get 0))')})`,
    ['f', 0],
    ['f', 8],
    ['f', 9],
  ],
  [
    'loads and stores of the second memory, in a loop',
    `(module (memory $a 1) (memory $b 1) ${f(`(loop $l (i32.store8 $b (local.get 0) (i32.load8_u $a offset=3 (local.get 0))) ${DOWN}) (i32.load $b offset=70 (i32.const 0))`)})`,
    ['f', 1],
    ['f', 60_000],
  ],
  ['startup: several memories, without data', `(module (memory $a 1) (memory $b 2) ${START})`],
]

const WIDE_ADDRESSES: readonly TextCase[] = [
  [
    'bulk operators of a 64-bit memory',
    `(module (memory i64 1) (data $d "abcdef") ${f(`(memory.fill (i64.const 0) (i32.const 1) ${WIDE}) (memory.copy (i64.const 0) (i64.const 1) ${WIDE}) (memory.init $d (i64.const 0) (i32.const 0) (i32.const 6)) (i32.load (i64.const 0))`)})`,
    ['f', 0],
    ['f', 65_535],
    ['f', 65_536],
  ],
  [
    'a copy between memories of different address types',
    `(module (memory $a 1) (memory $b i64 1) ${f('(memory.copy $a $b (i32.const 0) (i64.const 1) (local.get 0)) (memory.copy $b $a (i64.const 0) (i32.const 1) (local.get 0)) (i32.load $a (i32.const 0))')})`,
    ['f', 0],
    ['f', 777],
    ['f', -1],
  ],
  [
    'growth of a 64-bit memory',
    `(module (memory i64 1 5) ${f(`(i32.wrap_i64 (memory.grow ${WIDE}))`)})`,
    ['f', 0],
    ['f', 4],
    ['f', 5],
    ['f', -1],
  ],
  [
    'growth of a 64-bit memory by a constant, refused or not',
    `(module (memory i64 1 5) ${f('(drop (memory.grow (i64.const 2))) (drop (memory.grow (i64.const 9))) (drop (memory.grow (i64.const -1))) (i32.wrap_i64 (memory.size))')})`,
    ['f', 0],
  ],
  [
    'operators of a 64-bit table',
    `(module (table $t i64 9 20 funcref) (table $u 9 funcref) (func $x) (elem $e func $x $x) ${f(`(table.fill $t (i64.const 0) (ref.null func) ${WIDE}) (table.copy $t $t (i64.const 0) (i64.const 1) ${WIDE}) (table.copy $u $t (i32.const 0) (i64.const 1) (local.get 0)) (table.init $t $e (i64.const 0) (i32.const 0) (i32.const 2)) (drop (table.grow $t (ref.null func) ${WIDE})) (i32.wrap_i64 (table.size $t))`)})`,
    ['f', 0],
    ['f', 8],
    ['f', 9],
  ],
  [
    'growth of a 64-bit table by a constant, refused or not',
    `(module (table $t i64 1 5 funcref) ${f('(drop (table.grow (ref.null func) (i64.const 2))) (drop (table.grow (ref.null func) (i64.const 9))) (drop (table.grow (ref.null func) (i64.const -500))) (i32.wrap_i64 (table.size))')})`,
    ['f', 0],
  ],
  [
    'a loop over a 64-bit memory',
    `(module (memory i64 1) ${f(`(loop $l (i64.store8 (i64.extend_i32_u (local.get 0)) (i64.const 3)) ${DOWN}) (i32.load (i64.const 8))`)})`,
    ['f', 1],
    ['f', 50_000],
  ],
  ['startup: data of a 64-bit memory', `(module (memory i64 1) (data (i64.const 3) "abc") ${START})`],
  [
    'startup: elements of a 64-bit table',
    `(module (table i64 4 funcref) (func $r) (elem (i64.const 1) func $r $r) ${START})`,
  ],
]

const EXCEPTIONS: readonly TextCase[] = [
  [
    'a try_table that nothing is thrown in',
    `(module (tag $e (param i32)) (func $g (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))) ${f('(block $b (result i32) (try_table (result i32) (catch $e $b) (i32.mul (call $g (local.get 0)) (i32.const 2))))')})`,
    ['f', 3],
  ],
  [
    'a try_table in a loop, and a loop in that',
    `(module (tag $e) ${f('(local $j i32) (block $out (loop $l (try_table (catch_all $out) (local.set $j (i32.const 4)) (loop $m (br_if $m (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))) (local.get $j)')})`,
    ['f', 1],
    ['f', 100],
  ],
  [
    'a try_table that leads to a loop',
    `(module (tag $e) ${f('(loop $l (try_table (catch_all $l) (local.set 0 (i32.sub (local.get 0) (i32.const 1)))) (br_if $l (i32.gt_s (local.get 0) (i32.const 0)))) (local.get 0)')})`,
    ['f', 1],
    ['f', 40],
  ],
  [
    'functions with loops around a try_table that calls',
    `(module (tag $e) (func $spin (param i32) (result i32) (loop $l ${DOWN}) (local.get 0)) ${f('(local $i i32) (loop $l (block $b (try_table (catch_all $b) (drop (call $spin (i32.const 5))) (br_if $b (i32.and (local.get $i) (i32.const 1))) (drop (call $spin (i32.const 2))))) (br_if $l (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0)))) (local.get $i)')})`,
    ['f', 1],
    ['f', 60],
  ],
  [
    'a throw that is not reached',
    `(module (tag $e (param i32)) ${f('(if (i32.eq (local.get 0) (i32.const 99)) (then (throw $e (i32.const 1)))) (i32.add (local.get 0) (i32.const 1))')})`,
    ['f', 0],
  ],
]

const OTHERS: readonly TextCase[] = [
  [
    'relaxed SIMD',
    `(module ${f(`(local $v v128) (loop $l (local.set $v (i32x4.relaxed_trunc_f32x4_s (f32x4.relaxed_madd (f32x4.splat (f32.const 2)) (f32x4.splat (f32.const 3)) (f32x4.convert_i32x4_s (local.get $v))))) ${DOWN}) (i32x4.extract_lane 0 (i8x16.relaxed_swizzle (local.get $v) (v128.const i32x4 0 0 0 0)))`)})`,
    ['f', 1],
    ['f', 20],
  ],
  [
    'startup: extended constants',
    `(module (global i32 (i32.add (i32.const 1) (i32.mul (i32.const 2) (i32.const 3)))) (global i64 (i64.sub (i64.const 1) (i64.const 3))) ${START})`,
  ],
  [
    'startup: offsets that are extended constants',
    `(module (memory 1) (table 9 funcref) (func $r) (data (i32.add (i32.const 1) (i32.const 2)) "abcd") (elem (i32.mul (i32.const 1) (i32.const 2)) func $r $r) ${START})`,
  ],
]

/** Modules for one rule each of what came after WebAssembly 2, and of the ways in which charges are moved and merged. */
export const PROPOSAL_RULES: readonly TextCase[] = [
  ...[...TAIL_CALLS, ...RECURSION, ...FORKS, ...MEMORIES],
  ...[...WIDE_ADDRESSES, ...EXCEPTIONS, ...OTHERS],
]

/** Ifs in both arms of ifs, `depth` deep, that look at bits of the local 0 and cost differently. */
function nestedForks(depth: number): string {
  if (depth === 0) return '(local.set $s (i32.add (local.get $s) (i32.const 1)))'
  const bit = `(i32.and (local.get 0) (i32.const ${2 ** (depth - 1)}))`
  return `(if ${bit} (then ${nestedForks(depth - 1)}) (else (drop (i32.const ${depth})) ${nestedForks(depth - 1)} ${depth % 2 === 0 ? '(drop (i32.const 8))' : ''}))`
}
