export type { Availability, Capability, ExplainedImport } from './explain/capabilities.ts'
export { type DescribedFunction, describeFunctions } from './explain/describe-functions.ts'
export {
  explainModule,
  type ModuleExplanation,
  type ModuleMetering,
  type NamedFunction,
  type Refusal,
} from './explain/explain-module.ts'
export type { FeatureName, UsedFeature } from './explain/features.ts'
export { formatListing } from './explain/format-listing.ts'
export type { FunctionMetering } from './explain/function-metering.ts'
export { type FunctionListing, type ListedLine, type ListingOptions, listFunction } from './explain/list-function.ts'
export type { ExplainedLimits, ExplainedMemory, ExplainedSection } from './explain/module-sizes.ts'
