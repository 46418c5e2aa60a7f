import { RunEnd } from '../../outcome.ts'
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

const byRun = new WeakMap<RunState, WasiRun>()

/** What the functions of WASI share in a run. */
export function wasiRun(run: RunState): WasiRun {
  let shared = byRun.get(run)
  if (shared === undefined) {
    shared = startOf(run)
    byRun.set(run, shared)
  }
  return shared
}

function startOf({ logs, printed, maxOutputBytes, capabilities: { filesystem }, limits }: RunState): WasiRun {
  const output = printed === undefined ? new LogStream(logs, 'info') : { write: boundedWrite(printed, maxOutputBytes) }
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
