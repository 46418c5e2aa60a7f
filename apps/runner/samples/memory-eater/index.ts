// memory-eater: takes memory until it gets no more, 64 KiB at a time.
import { Level, log, setOutput } from '../blufio'

const PAGES_OF_MIB = 16

export function run(): void {
  while (memory.grow(1) >= 0) {
    if (memory.size() % 64 == 0) log(Level.Info, 'has ' + (memory.size() / PAGES_OF_MIB).toString() + ' MiB')
  }
  log(Level.Warn, 'gets no more')
  setOutput('It got ' + (memory.size() / PAGES_OF_MIB).toString() + ' MiB, and was refused more.')
}
