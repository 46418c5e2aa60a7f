export { type ScaffoldOptions, scaffoldSkill } from './scaffold-skill.ts'
export { SKILL_TEMPLATES, type SkillTemplateInfo } from './skill-templates.ts'
