import { skillWat } from './wat.ts'

/** What a request needs beside its URL. */
export interface GuestRequest {
  readonly method?: string
  readonly headers?: string
  readonly body?: string
}

/** Takes a text into the module; gives its pointer and length as two arguments of a call. */
export type Place = (text: string) => string

/**
 * A skill that has the network's functions, and `$tell`, which sets a number as the output in decimal. From 32,768 on its one page
 * of memory is free; what `place` gives stands before.
 */
export function networkSkill(body: (place: Place) => string): Uint8Array<ArrayBuffer> {
  const data: string[] = []
  let end = 0
  const place: Place = (text) => {
    const bytes = new TextEncoder().encode(text)
    data.push(
      `(data (i32.const ${end}) "${Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}")`,
    )
    end += bytes.length
    return `(i32.const ${end - bytes.length}) (i32.const ${bytes.length})`
  }
  return skillWat(body(place), `${IMPORTS} ${TELL} ${data.join(' ')}`)
}

/** A call of `http_request`, by the number of its method. */
export function requestCall(
  place: Place,
  url: string,
  { method = 0, body = '' }: { readonly method?: number; readonly body?: string } = {},
): string {
  return `(call $http_request ${place(url)} (i32.const ${method}) ${place(body)})`
}

/** A call of `http_fetch`. */
export function fetchCall(
  place: Place,
  url: string,
  { method = 'GET', headers = '', body = '' }: GuestRequest = {},
): string {
  return `(call $http_fetch ${place(method)} ${place(url)} ${place(headers)} ${place(body)})`
}

const IMPORTS = `
  (import "blufio" "http_request" (func $http_request (param i32 i32 i32 i32 i32) (result i32)))
  (import "blufio" "http_fetch" (func $http_fetch (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "blufio" "http_status" (func $http_status (param i32) (result i32)))
  (import "blufio" "http_headers" (func $http_headers (param i32 i32 i32) (result i32)))
  (import "blufio" "http_read" (func $http_read (param i32 i32 i32) (result i32)))
  (import "blufio" "http_close" (func $http_close (param i32) (result i32)))`

const TELL = `
  (func $tell (param $number i32) (local $at i32) (local $left i32)
    (local.set $at (i32.const 32768))
    (local.set $left (select (i32.sub (i32.const 0) (local.get $number)) (local.get $number) (i32.lt_s (local.get $number) (i32.const 0))))
    (loop $digits
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $left) (i32.const 10))))
      (br_if $digits (local.tee $left (i32.div_u (local.get $left) (i32.const 10)))))
    (if (i32.lt_s (local.get $number) (i32.const 0)) (then
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.const 45))))
    (call $set_output (local.get $at) (i32.sub (i32.const 32768) (local.get $at))))`
