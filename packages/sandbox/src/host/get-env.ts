import type { HostFunction } from './run-state.ts'

const NOT_AVAILABLE = -1
const TOO_SMALL = -2
/** How much is told of a name that is longer than any that is granted. */
const MAX_ASKED_BYTES = 256
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
  answersFrom: 'platform',
  bind({ memory, env, capabilities, denials }) {
    const envNames = new Set(capabilities.env)
    const granted = new Map([...env].map(([name, value]) => [name, TO_UTF8.encode(value)]))
    // UTF-8 takes at most three bytes per UTF-16 unit: a longer key names nothing that is granted.
    let longestKey = 0
    for (const name of envNames) longestKey = Math.max(longestKey, name.length * 3)
    return (keyPointer = 0, keyLength = 0, valuePointer = 0, valueLength = 0) => {
      memory.assertInside(keyPointer, keyLength)
      memory.assertInside(valuePointer, valueLength)
      const readKey = (length: number): string => UTF8.decode(memory.read(keyPointer, length))
      const key = keyLength >>> 0 > longestKey ? undefined : readKey(keyLength)
      if (key === undefined || !envNames.has(key)) {
        denials.note('env', 'get_env', () => key ?? readKey(Math.min(keyLength >>> 0, MAX_ASKED_BYTES)))
        return NOT_AVAILABLE
      }
      const value = granted.get(key)
      if (value === undefined) return NOT_AVAILABLE
      if (value.length > valueLength >>> 0) return TOO_SMALL
      memory.write(valuePointer, value)
      return value.length
    }
  },
}
