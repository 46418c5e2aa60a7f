import type { Command } from 'commander'
import { cliError } from '../cli-error.ts'
import { openHome } from '../home-folder.ts'
import { untilInterrupted } from '../interruption.ts'
import { placeholderSecrets, withLoadedSkill } from '../loaded-skill.ts'
import { withLimits } from '../run-limits.ts'
import { findTarget } from '../run-target.ts'
import { shownResult } from '../shown-result.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readTrace, type TraceFile } from '../trace-file.ts'

type ReplayOptions = CommonOptions & { readonly manifest?: string; readonly timeout?: string }

/** `blufio skill replay`: runs a recorded run again, on the answers that it got, and shows what came of it. */
export function addReplay(parent: Command, end: End): void {
  skillCommand(parent, 'replay <trace> [skill]', {
    about:
      'Replay a recorded run: the same module on the same answers gives the same result and fuel, or says at which call not.',
    example: `
      blufio skill run word-count --input '{"text": "hello"}' --record trace.json
      blufio skill replay trace.json
      blufio skill replay trace.json ./word-count`,
  })
    .option('--manifest <file>', 'the skill.toml of a .wasm file')
    .option('--timeout <seconds>', "the most time, in place of the manifest's")
    .action(async (file: string, name: string | undefined, options: ReplayOptions) => {
      const home = await openHome(options.home)
      const recorded = await readTrace(file)
      // Nothing of what it may do is given to it here: there is nothing to approve.
      const target = await findTarget(name ?? nameOf(recorded, file), { ...options, yes: true }, home)
      assertNamed(target.manifest.name, recorded)
      const { fuel } = recorded
      const { timeout } = options
      const limits = { ...(fuel === undefined ? {} : { fuel }), ...(timeout === undefined ? {} : { timeout }) }
      const manifest = withLimits(target.manifest, limits)
      const result = await untilInterrupted((signal) =>
        withLoadedSkill(
          { ...target, manifest },
          { env: {}, files: { storage: 'memory' }, secrets: placeholderSecrets(manifest) },
          (runtime) => runtime.replay(recorded.trace, { signal }),
        ),
      )
      finish(shownResult(result), options, end)
    })
}

function nameOf({ skillName }: TraceFile, file: string): string {
  if (skillName !== undefined && !/[/\\]|\.wasm$/i.test(skillName)) return skillName
  throw cliError('ERR_CLI_USAGE', `${file} does not name the skill that it is of`, {
    hint: 'name the skill, or a file that blufio skill run --record wrote',
  })
}

function assertNamed(name: string, { skillName }: TraceFile): void {
  if (skillName === undefined || skillName === name) return
  throw cliError('ERR_CLI_USAGE', `the trace is of the skill ${JSON.stringify(skillName)}, not of '${name}'`, {
    hint: 'name the skill that was recorded',
  })
}
