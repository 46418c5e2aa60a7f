import { assemblyscriptTemplate } from './assemblyscript/assemblyscript-template.ts'
import { rustTemplate } from './rust/rust-template.ts'
import type { SkillTemplate } from './skill-template.ts'

/** A template as a caller sees it. */
export type SkillTemplateInfo = Omit<SkillTemplate, 'files'>

const TEMPLATES: readonly SkillTemplate[] = [rustTemplate, assemblyscriptTemplate]

/** The templates that {@link scaffoldSkill} knows, the default one first. */
export const SKILL_TEMPLATES: readonly SkillTemplateInfo[] = TEMPLATES.map(({ id, title, buildCommand, needs }) =>
  Object.freeze({ id, title, buildCommand, needs }),
)

/** The template called `id`, or `undefined`. */
export function findTemplate(id: string): SkillTemplate | undefined {
  return TEMPLATES.find((template) => template.id === id)
}
