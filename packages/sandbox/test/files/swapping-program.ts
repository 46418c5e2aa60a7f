import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Puts a folder and a link to outside, a file and a link to one outside, in each other's place: at least 10,000 times, and
// until it is told to end; then says how often.
const [granted = '', outside = ''] = process.argv.slice(2)
const LEAST = 10_000

const folder = join(granted, 'swap')
const away = join(granted, 'away')
const file = join(granted, 'file')
let swaps = 0
let isToEnd = false

function swapFolder(): void {
  renameSync(folder, away)
  symlinkSync(outside, folder)
  unlinkSync(folder)
  symlinkSync('../data-evil', folder)
  unlinkSync(folder)
  renameSync(away, folder)
}

function swapFile(): void {
  symlinkSync(join(outside, 'secret'), `${file}.new`)
  renameSync(`${file}.new`, file)
  writeFileSync(`${file}.new`, 'inside')
  renameSync(`${file}.new`, file)
}

/** A folder that is gone through is moved out, so that what is above it is no longer what it was. */
function swapDeep(): void {
  renameSync(join(folder, 'deep'), join(granted, 'deep'))
  symlinkSync(outside, join(folder, 'deep'))
  rmSync(join(folder, 'deep'))
  renameSync(join(granted, 'deep'), join(folder, 'deep'))
}

function swapSome(): void {
  for (let turn = 0; turn < 100; turn++, swaps++) {
    swapFolder()
    swapFile()
    swapDeep()
  }
  if (isToEnd && swaps >= LEAST) {
    process.send?.({ swaps })
    process.disconnect()
  } else setImmediate(swapSome)
}

mkdirSync(join(folder, 'deep'), { recursive: true })
for (const path of [join(folder, 'secret'), join(folder, 'deep/secret'), file]) writeFileSync(path, 'inside')
process.on('message', () => {
  isToEnd = true
})
process.send?.('ready')
swapSome()
