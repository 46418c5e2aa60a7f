export { BlufioError, type BlufioErrorOptions, isBlufioError } from './blufio-error.ts'
export { isSha256Hex, sha256Hex } from './digest.ts'
export type { FunctionFuel } from './function-fuel.ts'
export type { JsonValue } from './json-value.ts'
export { nearestName } from './nearest-name.ts'
export {
  assertPublicKey,
  assertPublisherId,
  formatPrivateKey,
  formatPublicKey,
  generatePublisherKey,
  type Publisher,
  type PublisherKey,
  parsePrivateKey,
  parsePublicKey,
} from './publisher-key.ts'
export { isForbiddenRequestHeader } from './request-header.ts'
export { secretValueProblem } from './secret-value.ts'
export { DEFAULT_SKILL_CONFIG, type SkillConfig } from './skill-config.ts'
export {
  SKILL_DOCUMENTS,
  SKILL_PARTS,
  type SkillContent,
  type SkillDocuments,
  type SkillPart,
  skillDigest,
  skillParts,
} from './skill-digest.ts'
export type {
  LogLevel,
  SkillInvocation,
  SkillLog,
  SkillResult,
  SkillUsage,
} from './skill-invocation.ts'
export {
  DEFAULT_RESOURCES,
  DEFAULT_WASM_ENTRY,
  MAX_FUEL,
  MAX_MEMORY_MB,
  MAX_TIMEOUT_SECS,
  type SkillCapabilities,
  type SkillManifest,
  type SkillResources,
  type SkillSecret,
} from './skill-manifest.ts'
export { assertSkillName, MAX_SKILL_NAME_LENGTH, skillNameProblem } from './skill-name.ts'
export type { SkillOutcome } from './skill-outcome.ts'
export {
  formatSignature,
  isModuleSignature,
  isSkillSignature,
  type ModuleSignature,
  parseSignature,
  SIGNATURE_FILE,
  type SkillSignature,
  signSkill,
} from './skill-signature.ts'
export type { SkillTrace, SkillTraceBytes, SkillTraceCall, SkillTraceLimits } from './skill-trace.ts'
