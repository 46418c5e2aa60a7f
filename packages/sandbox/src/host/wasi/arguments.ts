import type { HostFunction, RunState } from '../run-state.ts'
import { utf8Bytes } from '../utf8-bytes.ts'
import { ERRNO } from './errno.ts'
import { u32Bytes } from './little-endian.ts'
import { wasiFunction } from './wasi-function.ts'

const POINTER_SIZE = 4

/** `args_sizes_get(count, size)`: there are no arguments, not even a name. */
export const argsSizesGet: HostFunction = wasiFunction('args_sizes_get', {
  answersFrom: 'run',
  bind({ memory }) {
    return (count: number, size: number) => {
      memory.write(count, u32Bytes(0))
      memory.write(size, u32Bytes(0))
      return ERRNO.success
    }
  },
})

/** `args_get(pointers, texts)`: writes nothing. */
export const argsGet: HostFunction = wasiFunction('args_get', {
  answersFrom: 'run',
  bind: () => () => ERRNO.success,
})

/** `environ_sizes_get(count, size)`: how many variables there are, and how many bytes they take. */
export const environSizesGet: HostFunction = wasiFunction('environ_sizes_get', {
  answersFrom: 'platform',
  bind(run) {
    const { pointers, texts } = environOf(run)
    return (count: number, size: number) => {
      run.memory.assertInside(size, POINTER_SIZE)
      run.memory.write(count, u32Bytes(pointers.length))
      run.memory.write(size, u32Bytes(texts.length))
      return ERRNO.success
    }
  },
})

/** `environ_get(pointers, texts)`: writes each granted variable that is set as `NAME=value\0`, and a pointer to each. */
export const environGet: HostFunction = wasiFunction('environ_get', {
  answersFrom: 'platform',
  bind(run) {
    const { pointers, texts } = environOf(run)
    return (pointersAt: number, textsAt: number) => {
      run.memory.assertInside(textsAt, texts.length)
      const array = new Uint8Array(pointers.length * POINTER_SIZE)
      for (const [index, offset] of pointers.entries()) array.set(u32Bytes(textsAt + offset), index * POINTER_SIZE)
      run.memory.write(pointersAt, array)
      run.memory.write(textsAt, texts)
      return ERRNO.success
    }
  },
})

/** In the order of the manifest. A value with a NUL would be another one for the guest. */
function environOf({ env, capabilities }: RunState): {
  readonly pointers: readonly number[]
  readonly texts: Uint8Array
} {
  const pointers: number[] = []
  let all = ''
  for (const name of capabilities.env) {
    const value = env.get(name)
    if (value === undefined || value.includes('\0')) continue
    pointers.push(utf8Bytes(all).length)
    all += `${name}=${value}\0`
  }
  return { pointers, texts: utf8Bytes(all) }
}
