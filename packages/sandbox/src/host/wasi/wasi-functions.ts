import type { HostFunction } from '../run-state.ts'
import { argsGet, argsSizesGet, environGet, environSizesGet } from './arguments.ts'
import { clockResGet, clockTimeGet } from './clock.ts'
import { fdClose, fdDatasync, fdSync } from './fd-close.ts'
import { fdSeek, fdTell } from './fd-position.ts'
import { fdPread, fdRead } from './fd-read.ts'
import { fdReaddir } from './fd-readdir.ts'
import { fdFdstatGet, fdFdstatSetFlags, fdFilestatGet, fdFilestatSetSize } from './fd-status.ts'
import { fdPwrite, fdWrite } from './fd-write.ts'
import { notProvided } from './not-provided.ts'
import { pathCreateDirectory, pathRemoveDirectory, pathUnlinkFile } from './path-change.ts'
import { pathOpen } from './path-open.ts'
import { pathFilestatGet } from './path-status.ts'
import { fdPrestatDirName, fdPrestatGet } from './prestat.ts'
import { procExit, schedYield } from './process.ts'
import { randomGet } from './random.ts'

/** All functions of WASI preview 1. */
export const WASI_FUNCTIONS: readonly HostFunction[] = [
  ...[argsGet, argsSizesGet, environGet, environSizesGet, clockResGet, clockTimeGet, randomGet, procExit, schedYield],
  ...[fdClose, fdDatasync, fdSync, fdFdstatGet, fdFdstatSetFlags, fdFilestatGet, fdFilestatSetSize],
  ...[fdPrestatGet, fdPrestatDirName, fdRead, fdPread, fdWrite, fdPwrite, fdReaddir, fdSeek, fdTell],
  ...[pathOpen, pathFilestatGet, pathCreateDirectory, pathRemoveDirectory, pathUnlinkFile],
  ...notProvided,
]
