/** A module with a function to list. */
export interface ListedProposal {
  readonly name: string
  readonly text: string
  /** The assembler that takes the text: each knows what the other does not. */
  readonly by?: 'wabt' | 'binaryen'
  /** The index of the function that is listed; 0 by default. */
  readonly listed?: number
  /** Whether structs and arrays have a budget. */
  readonly maxHeapBytes?: number
}

/** Functions whose listings stand in `listings/`. */
export const PROPOSALS: readonly ListedProposal[] = [
  {
    name: 'straight-code',
    text: `(module (func (export "mean") (param $a f64) (param $b f64) (result f64)
      (f64.div (f64.add (local.get $a) (local.get $b)) (f64.const 2))))`,
  },
  {
    name: 'counted-loop',
    text: `(module (memory 1) (func $sum (export "sum") (param $at i32) (param $end i32) (result i64) (local $total i64)
      (loop $next
        (local.set $total (i64.add (local.get $total) (i64.load32_s offset=8 align=2 (local.get $at))))
        (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end))))
      (local.get $total)))`,
  },
  {
    name: 'loop',
    text: `(module (func $collatz (export "collatz") (param $n i64) (result i32) (local $steps i32)
      (loop $again
        (if (i64.ne (local.get $n) (i64.const 1)) (then
          (if (i64.eqz (i64.and (local.get $n) (i64.const 1)))
            (then (local.set $n (i64.shr_u (local.get $n) (i64.const 1))))
            (else (local.set $n (i64.add (i64.mul (local.get $n) (i64.const 3)) (i64.const 1)))))
          (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
          (br $again))))
      (local.get $steps)))`,
  },
  {
    name: 'loop-that-takes-values',
    by: 'wabt',
    text: `(module (func (export "f") (result i32) (local i32)
      i32.const 3
      loop $down (param i32) (result i32)
        i32.const 1
        i32.sub
        local.tee 0
        local.get 0
        br_if $down
      end))`,
  },
  {
    name: 'br-table',
    text: `(module (func (export "pick") (param $which i32) (result i32)
      (loop $again
        (block $b (block $a (br_table $a $b $again (local.get $which))) (return (i32.const 7)))
        (br_if $again (i32.eqz (local.get $which))))
      (i32.const 8)))`,
  },
  {
    name: 'recursion',
    text: `(module (func $fib (export "fib") (param $n i32) (result i32)
      (if (result i32) (i32.lt_s (local.get $n) (i32.const 2)) (then (local.get $n))
        (else (i32.add (call $fib (i32.sub (local.get $n) (i32.const 1))) (call $fib (i32.sub (local.get $n) (i32.const 2))))))))`,
  },
  {
    name: 'paid-by-callers',
    listed: 1,
    text: `(module (func (export "run") (result i32) (call $double (i32.const 4)))
      (func $double (param $n i32) (result i32) (i32.add (local.get $n) (local.get $n))))`,
  },
  {
    name: 'calls-in-a-loop',
    text: `(module (import "host" "tick" (func $tick (param i32)))
      (func (export "run") (param $n i32)
        (loop $again (call $tick (local.get $n)) (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`,
    listed: 1,
  },
  {
    name: 'bulk-memory',
    text: `(module (memory 1) (data $greeting "hello") (func (export "f") (param $n i32)
      (memory.init $greeting (i32.const 0) (i32.const 0) (i32.const 5)) (data.drop $greeting)
      (memory.copy (i32.const 8) (i32.const 0) (local.get $n)) (memory.fill (i32.const 0) (i32.const 255) (local.get $n))
      (drop (memory.grow (i32.const 1))) (drop (memory.grow (local.get $n)))))`,
  },
  {
    name: 'tables',
    text: `(module (type $f (func (result i32))) (table $t 2 funcref) (table $u 1 externref) (elem declare func $one)
      (elem $list func $one) (func $one (type $f) (i32.const 1))
      (func (export "f") (param $e externref) (result i32)
        (table.set $t (i32.const 0) (ref.func $one)) (drop (table.grow $u (local.get $e) (i32.const 3)))
        (table.init $t $list (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $list)
        (table.fill $u (i32.const 0) (ref.null extern) (table.size $u))
        (call_indirect $t (type $f) (i32.const 0))))`,
    listed: 1,
  },
  {
    name: 'multi-memory-and-memory64',
    by: 'wabt',
    text: `(module (memory $small 1) (memory $large i64 1) (func (export "f") (param $at i64) (result i32)
      (memory.copy $large $small (local.get $at) (i32.const 0) (i32.const 9))
      (i32.store8 $small offset=1 (i32.const 0) (i32.load16_u $large offset=4294967296 (local.get $at)))
      (drop (memory.grow $large (local.get $at))) (memory.size $small)))`,
  },
  {
    name: 'simd',
    text: `(module (memory 1) (func (export "f") (param $a v128) (result i32)
      (local.set $a (i32x4.add (local.get $a) (v128.const i32x4 1 2 3 0xffffffff)))
      (v128.store64_lane offset=2 1 (i32.const 0) (local.get $a))
      (local.set $a (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (v128.load8x8_s align=2 (i32.const 0))))
      (i8x16.extract_lane_u 15 (i8x16.relaxed_swizzle (local.get $a) (local.get $a)))))`,
  },
  {
    name: 'tail-calls',
    text: `(module (type $f (func (param i32) (result i32))) (table 1 funcref)
      (func $even (export "even") (param $n i32) (result i32)
        (if (i32.eqz (local.get $n)) (then (return (i32.const 1))))
        (if (i32.eq (local.get $n) (i32.const 99)) (then (return_call_indirect (type $f) (local.get $n) (i32.const 0))))
        (return_call $odd (i32.sub (local.get $n) (i32.const 1))))
      (func $odd (param $n i32) (result i32)
        (if (i32.eqz (local.get $n)) (then (return (i32.const 0))))
        (return_call $even (i32.sub (local.get $n) (i32.const 1)))))`,
  },
  {
    name: 'legacy-exceptions',
    text: `(module (tag $bad (param i32)) (func $risky (param $n i32) (throw $bad (local.get $n)))
      (func (export "f") (param $n i32) (result i32)
        (try (result i32)
          (do (call $risky (local.get $n)) (i32.const 0))
          (catch $bad)
          (catch_all (rethrow 0)))))`,
    listed: 1,
  },
  {
    name: 'exceptions',
    text: `(module (tag $bad (param i32)) (func $risky (param $n i32) (throw $bad (local.get $n)))
      (func (export "f") (param $n i32) (result i32)
        (block $all
          (return (block $caught (result i32)
            (try_table (catch $bad $caught) (catch_all $all) (call $risky (local.get $n)))
            (i32.const 0))))
        (i32.const -1)))`,
    listed: 1,
  },
  {
    name: 'typed-function-references',
    text: `(module (type $f (func (param i32) (result i32)))
      (func (export "f") (param $g (ref null $f)) (result i32)
        (block $none
          (return (call_ref $f (i32.const 1) (br_on_null $none (local.get $g)))))
        (i32.const 0)))`,
  },
  {
    name: 'garbage-collection',
    maxHeapBytes: 65_536,
    text: `(module (type $point (struct (field $x (mut i32)) (field $y i8))) (type $list (array (mut i32)))
      (data $numbers "\\01\\00\\00\\00")
      (func (export "f") (param $n i32) (result i32) (local $l (ref null $list)) (local $p (ref null $point))
        (local.set $l (array.new $list (i32.const 7) (local.get $n)))
        (local.set $p (struct.new $point (i32.const 1) (i32.const 2)))
        (struct.set $point $x (local.get $p) (struct.get_u $point $y (local.get $p)))
        (array.fill $list (local.get $l) (i32.const 0) (i32.const 9) (local.get $n))
        (local.set $l (array.new_fixed $list 2 (i32.const 1) (i32.const 2)))
        (local.set $l (array.new_data $list $numbers (i32.const 0) (i32.const 1)))
        (drop (ref.cast (ref null $list) (local.get $l)))
        (drop (block $is (result (ref i31))
          (drop (br_on_cast $is anyref (ref i31) (local.get $l)))
          (ref.i31 (i32.const 3))))
        (array.len (local.get $l))))`,
  },
]
