import type { HostFunction } from '../run-state.ts'
import { ERRNO } from './errno.ts'
import type { WasiName } from './signatures.ts'
import { wasiFunction } from './wasi-function.ts'

const NAMES: readonly WasiName[] = [
  ...(['fd_advise', 'fd_allocate', 'fd_fdstat_set_rights', 'fd_filestat_set_times', 'fd_renumber'] as const),
  ...(['path_filestat_set_times', 'path_link', 'path_readlink', 'path_rename', 'path_symlink'] as const),
  ...(['poll_oneoff', 'proc_raise', 'sock_accept', 'sock_recv', 'sock_send', 'sock_shutdown'] as const),
]

/** The functions that are there to be imported, and answer ENOSYS whatever they are asked. */
export const notProvided: readonly HostFunction[] = NAMES.map((name) =>
  wasiFunction(name, { answersFrom: 'run', bind: () => () => ERRNO.nosys }),
)
