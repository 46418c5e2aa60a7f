import type { AnswerSource, GuestFunction, GuestValue, HostFunction, RunState } from '../run-state.ts'
import { WASI_MODULE, WASI_SIGNATURES, type WasiName } from './signatures.ts'

/** What makes a function of WASI, beside its name, which has its type. */
export interface WasiFunctionParts extends Pick<HostFunction, 'waitsFor'> {
  /** Those of descriptors say `descriptor`: see {@link ofDescriptor}. */
  readonly answersFrom: AnswerSource | 'descriptor'
  bind(run: RunState): GuestFunction
}

/** Makes a host function of a function of WASI preview 1. */
export function wasiFunction(name: WasiName, { answersFrom, ...parts }: WasiFunctionParts): HostFunction {
  return {
    module: WASI_MODULE,
    name,
    signature: WASI_SIGNATURES[name],
    answersFrom: answersFrom === 'descriptor' ? ofDescriptor : answersFrom,
    ...parts,
  }
}

/**
 * Standard input, output and error follow from the run: what is printed is its log. All other descriptors are of files, which
 * a replay does not open; none of them ever gets one of these three numbers.
 */
function ofDescriptor([descriptor]: readonly GuestValue[]): AnswerSource {
  return descriptor === 0 || descriptor === 1 || descriptor === 2 ? 'run' : 'platform'
}
