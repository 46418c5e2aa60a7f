export type {
  JsonValue,
  LogLevel,
  SkillInvocation,
  SkillLog,
  SkillManifest,
  SkillOutcome,
  SkillResult,
  SkillTrace,
  SkillTraceBytes,
  SkillTraceCall,
  SkillTraceLimits,
  SkillUsage,
} from '@blufio/core'
export type {
  SkillCompletedEvent,
  SkillDeniedEvent,
  SkillEvent,
  SkillEventOrigin,
  SkillInvokedEvent,
  SkillObserver,
} from './events.ts'
export type { FileOptions, NetworkOptions } from './host-options.ts'
export { RewriteError, type RewriteErrorCode } from './rewriter/rewrite-error.ts'
export { DEFAULT_RUN_LIMITS, type RunLimits } from './run-limits.ts'
export type { ProgressObserver, RunProgress } from './run-progress.ts'
export type { SkillRuntimeOptions } from './runtime-options.ts'
export type { InvokeOptions, SkillVerification, WasmSkillRuntime } from './sandbox.ts'
export { SandboxError, type SandboxErrorCode } from './sandbox-error.ts'
