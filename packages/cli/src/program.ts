import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addApprove } from './commands/approve.ts'
import { addBuild } from './commands/build.ts'
import { addInfo } from './commands/info.ts'
import { addInit } from './commands/init.ts'
import { addInstall } from './commands/install.ts'
import { addKeygen } from './commands/keygen.ts'
import { addList } from './commands/list.ts'
import { addLock } from './commands/lock.ts'
import { addLog } from './commands/log.ts'
import { addPack } from './commands/pack.ts'
import { addPublisherList, addPublisherPin, addPublisherUnpin } from './commands/publisher.ts'
import { addRemove } from './commands/remove.ts'
import { addReplay } from './commands/replay.ts'
import { addRun } from './commands/run.ts'
import { addSign } from './commands/sign.ts'
import { addUpdate } from './commands/update.ts'
import { addVerify } from './commands/verify.ts'
import { addWasmExplain } from './commands/wasm-explain.ts'
import { addWasmRewrite } from './commands/wasm-rewrite.ts'
import type { ExitStatus } from './exit-status.ts'

/** The commands of `blufio`; `end` is told the exit status of a command that was done. */
export function makeProgram(end: (status: ExitStatus) => void): Command {
  const program = new Command('blufio')
    .description('Create, build, install and run WebAssembly skills without trusting them.')
    .version(ownVersion())
    // Errors are thrown, and told by main.ts in text or JSON; commander would print them by itself.
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  blufio skill --help')
  const skill = program
    .command('skill')
    .description('Work with skills.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  blufio skill init word-count --template assemblyscript')
  for (const add of [
    addInit,
    addBuild,
    addPack,
    addInstall,
    addUpdate,
    addApprove,
    addList,
    addInfo,
    addRun,
    addReplay,
    addRemove,
    addLock,
    addVerify,
    addKeygen,
    addSign,
    addLog,
  ])
    add(skill, end)
  const publisher = program
    .command('publisher')
    .description('Say whose keys are trusted.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  blufio publisher list')
  for (const add of [addPublisherList, addPublisherPin, addPublisherUnpin]) add(publisher, end)
  const wasm = program
    .command('wasm')
    .description('Look into any WebAssembly module, and meter it.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  blufio wasm explain module.wasm')
  for (const add of [addWasmExplain, addWasmRewrite]) add(wasm, end)
  return program
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return String(version)
}
