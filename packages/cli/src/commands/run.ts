import { type Command, Option } from 'commander'
import { openHome } from '../home-folder.ts'
import { untilInterrupted } from '../interruption.ts'
import { grantedEnv, withLoadedSkill } from '../loaded-skill.ts'
import { type InputOptions, readInput } from '../run-input.ts'
import { type LimitOptions, withLimits } from '../run-limits.ts'
import { findTarget, type TargetOptions } from '../run-target.ts'
import { shownResult } from '../shown-result.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { assertTracePath, writeTrace } from '../trace-file.ts'

type RunOptions = Omit<CommonOptions, 'json'> &
  InputOptions &
  LimitOptions &
  TargetOptions & { readonly record?: string; readonly isolation: 'worker' | 'process' }

const ISOLATION = new Option(
  '--isolation <where>',
  'where it runs: on a thread, or in a process of its own, which is all that a fault of the engine can end',
)
  .choices(['worker', 'process'])
  .default('worker')

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
    .addOption(ISOLATION)
    .option('--record <file>', 'keep a trace for blufio skill replay; it holds what the skill was given, secrets too')
    .option('--yes', 'approve what a skill that is not installed may do, without being asked')
    .action(async (name: string, options: RunOptions) => {
      if (options.record !== undefined) await assertTracePath(options.record)
      const home = await openHome(options.home)
      const target = await findTarget(name, options, home)
      const manifest = withLimits(target.manifest, options)
      const input = await readInput(options)
      const record = options.record !== undefined
      const recorded = await untilInterrupted((signal) =>
        withLoadedSkill(
          { ...target, manifest },
          { env: grantedEnv(manifest), isolation: options.isolation },
          (runtime) => runtime.invoke({ skillName: manifest.name, input }, { signal, record }),
        ),
      )
      const { trace, ...result } = recorded
      if (options.record === undefined) return finish(shownResult(result), options, end)
      if (trace !== undefined) await writeTrace(options.record, trace)
      // The result is not lost with its trace: a run whose worker had to be killed has none.
      const note =
        trace === undefined ? `no trace: ${options.record} was not written, as the skill's worker was killed` : ''
      const shown = shownResult(result)
      finish({ ...shown, notes: [shown.notes ?? '', note].filter((text) => text !== '').join('\n') }, options, end)
    })
}
