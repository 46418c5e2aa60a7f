import type { DecodedModule } from '../decode/decode-module.ts'
import { ByteReader } from '../format/byte-reader.ts'
import { analyseFunction } from './analyse-function.ts'
import { ChargePoints } from './charge-points.ts'
import { startupFuel } from './startup-fuel.ts'

/** Where one function's points lie in the list of all. */
export interface FunctionPoints {
  readonly first: number
  /** One more than the index of its last point. */
  readonly end: number
  /** Whether it calls another function. */
  readonly calls: boolean
}

/** Where and how much fuel a module uses. */
export interface ModuleAnalysis {
  readonly points: ChargePoints
  /** In the order of the code section. */
  readonly functions: readonly FunctionPoints[]
  /** What instantiation costs beside the body of the start function. */
  readonly startupFuel: number
}

/** Finds the places where a module's fuel is counted; linear in its size. */
export function analyse(module: DecodedModule): ModuleAnalysis {
  const points = new ChargePoints()
  const functions = module.code.map((body) => {
    const first = points.offsets.length
    const calls = analyseFunction(new ByteReader(module.bytes, body.code, body.end), points)
    return { first, end: points.offsets.length, calls }
  })
  return { points, functions, startupFuel: startupFuel(module) }
}
