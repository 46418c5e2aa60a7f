import binaryen from 'binaryen'

/**
 * The module that a text describes, with what the assembler of wat.ts does not know: garbage collection, typed function
 * references, data of a second memory. Binaryen reads it into its own form and writes that, so the bytes are not always what the text says word
 * for word: a block may be added, a name is not kept.
 */
export function gcWat(text: string): Uint8Array<ArrayBuffer> {
  const module = binaryen.parseText(text)
  try {
    module.setFeatures(binaryen.Features.All)
    return Uint8Array.from(module.emitBinary())
  } finally {
    module.dispose()
  }
}
