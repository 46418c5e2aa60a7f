import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import type { ServerOrigins } from '../support/capability-servers.ts'

/** What a run of the contract is asked for. */
export interface ContractQuestion {
  /** The files of test/contract, without their ending. */
  readonly files: readonly string[]
  /** Those of them in which nothing runs in a process of its own. */
  readonly withoutProcesses: readonly string[]
  /** Whether to tell which tests there are, without running them. */
  readonly collectOnly: boolean
  /** Where the servers are that capabilities are tested with; none runs while tests are only told. */
  readonly servers?: ServerOrigins
}

/** What a run of the contract came to somewhere. */
export interface ContractReport {
  /** The name and version that the engine gives itself. */
  readonly version: string
  /** Whether threads can share memory there. */
  readonly sharedMemory: boolean
  /** The file that the package's name led to. */
  readonly entry: string
  /** By the name of a feature, the code of the error with which its module is refused as a skill; `accepted`. */
  readonly features: Readonly<Record<string, string>>
  readonly tests: readonly PageTest[]
}
