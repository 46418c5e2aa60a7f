export type { FunctionFuel } from '@blufio/core'
export type { StopReason } from './rewriter/fuel-account.ts'
export {
  compileMetered,
  FuelError,
  instantiateMetered,
  type MeteredInstance,
  type MeteredModule,
  type MeteringOptions,
  type MeterLayout,
} from './rewriter/metered-module.ts'
export type { ExternalKind, ModuleExport, ModuleImport } from './rewriter/plan/module-interface.ts'
export type { RewritePlan } from './rewriter/plan/plan.ts'
export type { RewritePolicy } from './rewriter/plan/policy.ts'
export { type RewrittenModule, rewrite } from './rewriter/rewrite.ts'
export { RewriteError, type RewriteErrorCode } from './rewriter/rewrite-error.ts'
