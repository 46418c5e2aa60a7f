import type { SkillManifest, SkillResult } from '@blufio/core'
import type { Command } from 'commander'
import type { ExitStatus } from '../exit-status.ts'
import { openHome } from '../home-folder.ts'
import { untilInterrupted } from '../interruption.ts'
import { namingModule } from '../module-error.ts'
import { type InputOptions, readInput } from '../run-input.ts'
import { type LimitOptions, withLimits } from '../run-limits.ts'
import { logLines, runSummary } from '../run-summary.ts'
import { findTarget, type RunTarget, type TargetOptions } from '../run-target.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { safeText } from '../terminal-text.ts'

type RunOptions = Omit<CommonOptions, 'json'> & InputOptions & LimitOptions & TargetOptions

/** `blufio skill run`: runs a skill once in the sandbox and shows what came of it. */
export function addRun(parent: Command, end: End): void {
  skillCommand(parent, 'run <skill>', {
    about: 'Run a skill: an installed one by its name, one in a folder (./folder), or a .wasm with its manifest.',
    example: `
      blufio skill run word-count --input '{"text": "the quick brown fox"}'
      blufio skill run ./word-count --text --input-file README.md
      echo '{"text": "hello"}' | blufio skill run skill.wasm --manifest skill.toml --json`,
  })
    .option('--input <json>', 'the input, as JSON')
    .option('--input-file <file>', 'a file with the input; without either, it is read from standard input')
    .option('--text', 'take the input as plain text and hand it over as one JSON string')
    .option('--manifest <file>', 'the skill.toml of a .wasm file')
    .option('--fuel <units>', "the most fuel, in place of the manifest's")
    .option('--timeout <seconds>', "the most time, in place of the manifest's")
    .option('--yes', 'approve what a skill that is not installed may do, without being asked')
    .action(async (name: string, options: RunOptions) => {
      const home = await openHome(options.home)
      const target = await findTarget(name, options, home)
      const manifest = withLimits(target.manifest, options)
      const input = await readInput(options)
      const result = await untilInterrupted((signal) => runOnce({ ...target, manifest, input, signal }))
      const text = result.isError ? '' : safeText(result.content)
      const shown = { preface: logLines(result), text, notes: runSummary(result) }
      finish({ value: result, ...shown, status: statusOf(result) }, options, end)
    })
}

interface OneRun extends RunTarget {
  readonly input: Awaited<ReturnType<typeof readInput>>
  readonly signal: AbortSignal
}

async function runOnce({ manifest, wasm, wasmFile, input, signal }: OneRun): Promise<SkillResult> {
  const { createSkillRuntime } = await import('@blufio/sandbox')
  const runtime = await createSkillRuntime({ env: grantedEnv(manifest) })
  try {
    await namingModule(wasmFile, () => runtime.loadSkill(manifest, wasm))
    return await runtime.invoke({ skillName: manifest.name, input }, { signal })
  } finally {
    await runtime.close()
  }
}

// What is not granted is not even handed to the sandbox.
function grantedEnv({ capabilities }: SkillManifest): Record<string, string> {
  return Object.fromEntries(
    capabilities.env.flatMap((key): [string, string][] => {
      const value = Object.hasOwn(process.env, key) ? process.env[key] : undefined
      return value === undefined ? [] : [[key, value]]
    }),
  )
}

function statusOf({ outcome }: SkillResult): ExitStatus {
  if (outcome === 'ok') return 0
  return outcome === 'denied' ? 3 : 1
}
