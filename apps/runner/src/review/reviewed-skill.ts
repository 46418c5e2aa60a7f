import { type KeptState, keptChanges } from '../keeping/kept-skills.ts'
import type { OpenedSkill } from '../opening/opened-skill.ts'
import { reviewSkill, type SkillFacts } from './review-skill.ts'

/** A skill and all that is known of it before it runs. */
export interface ReviewedSkill {
  readonly skill: OpenedSkill
  readonly facts: SkillFacts
  readonly kept: KeptState
}

/** Finds out what is to be known of a skill. Throws what {@link reviewSkill} and the store refuse. */
export async function reviewOpened(skill: OpenedSkill): Promise<ReviewedSkill> {
  const [facts, kept] = await Promise.all([reviewSkill(skill), keptChanges(skill)])
  return { skill, facts, kept }
}
