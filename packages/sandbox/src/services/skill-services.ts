import type { SkillLog, SkillManifest } from '@blufio/core'
import type { HostAnswer } from '../host/host-request.ts'
import type { FileOptions, NetworkOptions } from '../host-options.ts'
import type { Platform } from '../platform/platform.ts'
import type { RunAnswer } from '../run-answer.ts'
import type { RunLimits } from '../run-limits.ts'
import { fileService, openGrantedFiles } from './file-service.ts'
import { httpService } from './http-service.ts'
import type { Perform } from './perform.ts'
import { openSecrets } from './skill-secrets.ts'

/** What the host program decides of what its skills reach. */
export interface ServiceOptions {
  readonly network: NetworkOptions
  readonly files: FileOptions
  readonly limits: RunLimits
  /** Their values, by name. */
  readonly secrets: Readonly<Record<string, string>>
}

/** What the runs of one skill are given by their host. */
export interface OpenedServices {
  /** Makes what one run may ask for. */
  perform(): Perform
  /** What is told of a run, without any secret. */
  withoutSecrets(answer: RunAnswer): RunAnswer
  /** Lines that are told before the run is over, without any secret. */
  logsWithoutSecrets(logs: readonly SkillLog[]): readonly SkillLog[]
}

/** The network and the files of this machine, each made ready when the first skill that is granted any is loaded. */
export class SkillServices {
  private readonly platform: Platform
  private readonly options: ServiceOptions
  private client: ReturnType<Platform['httpClient']> | undefined
  private storage: ReturnType<Platform['fileStorage']> | undefined

  constructor(platform: Platform, options: ServiceOptions) {
    this.platform = platform
    this.options = options
  }

  /**
   * Makes ready what a skill is granted, once, when it is loaded.
   *
   * @throws SandboxError `ERR_OPTION`, `ERR_SKILL_FILES`, `ERR_SKILL_MANIFEST`, `ERR_SKILL_SECRET`
   */
  async open(manifest: SkillManifest): Promise<OpenedServices> {
    const { network, filesystem } = manifest.capabilities
    const { options, platform } = this
    const { limits } = options
    const secrets = openSecrets(manifest, options.secrets)
    if (network !== undefined) this.client ??= platform.httpClient(options.network)
    if (filesystem !== undefined) this.storage ??= platform.fileStorage(options.files)
    // Together: a rejection of one that is not awaited yet would be nobody's, and end the host's process.
    const [client, storage] = await Promise.all([network && this.client, filesystem && this.storage])
    const granted = storage && (await openGrantedFiles(manifest, storage))
    const perform = (): Perform => {
      const askNetwork =
        network && client && httpService({ client, domains: network.domains, limits, ...(secrets && { secrets }) })
      const askFiles = granted && fileService(granted, limits)
      let requests = 0
      return async (request, signal) => {
        // The run counts as well, and ends: this is for who does not keep to it.
        if (++requests > limits.maxHostRequests) return NOT_GRANTED
        const ask = request.kind === 'http' ? askNetwork?.(request, signal) : askFiles?.(request, signal)
        // Only one that broke out of its rules asks without being granted anything.
        const answer = (await ask) ?? NOT_GRANTED
        return secrets?.removeFromFile(answer) ?? answer
      }
    }
    return {
      perform,
      withoutSecrets: (answer) => secrets?.removeFromRun(answer) ?? answer,
      logsWithoutSecrets: (logs) => secrets?.removeFromLogs(logs) ?? logs,
    }
  }
}

const NOT_GRANTED: HostAnswer = { kind: 'failed', failure: 'invalid-argument' }
