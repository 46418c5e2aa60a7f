import { assertSkillName, BlufioError } from '@blufio/core'
import { skillMarkdown, skillToml } from './skill-files.ts'
import type { SkillProject } from './skill-template.ts'
import { findTemplate, SKILL_TEMPLATES } from './skill-templates.ts'

/** What {@link scaffoldSkill} can be told beside the name. */
export interface ScaffoldOptions {
  /** The id of one of {@link SKILL_TEMPLATES}; `rust` when not given. */
  readonly template?: string
  /** What the skill does, in any text. */
  readonly description?: string
  /** Who wrote it, in any text. */
  readonly author?: string
}

const DEFAULT_DESCRIPTION = 'Counts the words of a text and finds the longest one'

/**
 * The files of a new skill: relative paths with `/`, and their content, ending in a newline.
 *
 * The skill compiles as it is: it reads `{"text": "…"}` and answers with its number of words and the longest one.
 * Pure: nothing is written. Throws a `BlufioError`: `ERR_SKILL_NAME` for a name that can't name a skill,
 * `ERR_SCAFFOLD_TEMPLATE` for a template that is not known.
 */
export function scaffoldSkill(name: string, options: ScaffoldOptions = {}): Map<string, string> {
  const project: SkillProject = {
    name: assertSkillName(name),
    description: options.description ?? DEFAULT_DESCRIPTION,
    ...(options.author === undefined ? {} : { author: options.author }),
  }
  const id = options.template ?? 'rust'
  const template = findTemplate(id)
  if (template === undefined) {
    const known = SKILL_TEMPLATES.map((each) => each.id).join(', ')
    throw new BlufioError('ERR_SCAFFOLD_TEMPLATE', `there is no template ${JSON.stringify(id.slice(0, 80))}`, {
      hint: `choose one of: ${known}`,
    })
  }
  return new Map([['skill.toml', skillToml(project)], ['SKILL.md', skillMarkdown(project)], ...template.files(project)])
}
