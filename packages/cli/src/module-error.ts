import { isBlufioError } from '@blufio/core'

/** What `action` returns; an error that finds fault with the module in `file` then names it. */
export async function namingModule<T>(file: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (isBlufioError(error) && /^ERR_(?:WASM|SKILL_(?:IMPORT|EXPORT))/.test(error.code)) {
      error.message = `${file}: ${error.message}`
    }
    throw error
  }
}
