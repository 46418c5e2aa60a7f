import type { HostFunction } from './run-state.ts'

const NOT_AVAILABLE = -1
const TOO_SMALL = -2
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
const TO_UTF8 = new TextEncoder()

/**
 * `get_env(key_ptr, key_len, val_ptr, val_len) -> length`: writes the value of a granted environment variable.
 *
 * -1 when the variable is not set or not granted, which the guest can't tell apart; -2 when it takes more than
 * `val_len` bytes, with nothing written.
 */
export const getEnv: HostFunction = {
  name: 'get_env',
  signature: '(i32, i32, i32, i32) -> (i32)',
  bind({ memory, env }) {
    const granted = new Map([...env].map(([name, value]) => [name, TO_UTF8.encode(value)]))
    // UTF-8 takes at most three bytes per UTF-16 unit: a longer key names nothing that is granted.
    let longestKey = 0
    for (const name of granted.keys()) longestKey = Math.max(longestKey, name.length * 3)
    return (keyPointer = 0, keyLength = 0, valuePointer = 0, valueLength = 0) => {
      memory.assertInside(keyPointer, keyLength)
      memory.assertInside(valuePointer, valueLength)
      if (keyLength >>> 0 > longestKey) return NOT_AVAILABLE
      const value = granted.get(UTF8.decode(memory.read(keyPointer, keyLength)))
      if (value === undefined) return NOT_AVAILABLE
      if (value.length > valueLength >>> 0) return TOO_SMALL
      memory.write(valuePointer, value)
      return value.length
    }
  },
}
