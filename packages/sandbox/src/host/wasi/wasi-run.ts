import { RunEnd } from '../../outcome.ts'
import { perObject } from '../../per-object.ts'
import type { GrowableBytes } from '../growable-bytes.ts'
import { LogStream } from '../log-stream.ts'
import type { RunState } from '../run-state.ts'
import { Descriptors } from './descriptors.ts'
import { OpenFiles } from './open-file.ts'

/** What the functions of WASI share in one run. */
export interface WasiRun {
  readonly descriptors: Descriptors
  readonly files: OpenFiles
}

/** What the functions of WASI share in a run. */
export const wasiRun: (run: RunState) => WasiRun = perObject(startOf)

function startOf({ logs, printed, capabilities: { filesystem }, limits }: RunState): WasiRun {
  const output =
    printed === undefined ? new LogStream(logs, 'info') : { write: boundedWrite(printed, limits.maxOutputBytes) }
  const errors = new LogStream(logs, 'warn')
  const granted = new Set([...(filesystem?.read ?? []), ...(filesystem?.write ?? [])])
  return {
    descriptors: new Descriptors(
      [
        { type: 'input', position: 0 },
        { type: 'output', stream: output },
        { type: 'output', stream: errors },
      ],
      [...granted],
    ),
    files: new OpenFiles(limits),
  }
}

/** Of a program whose output is what it prints. */
function boundedWrite(printed: GrowableBytes, maxOutputBytes: number): (bytes: Uint8Array) => void {
  return (bytes) => {
    if (printed.length + bytes.length > maxOutputBytes) {
      throw new RunEnd({
        outcome: 'output-too-large',
        content: `the skill printed more than ${maxOutputBytes} bytes, the limit of its output`,
      })
    }
    printed.append(bytes)
  }
}
