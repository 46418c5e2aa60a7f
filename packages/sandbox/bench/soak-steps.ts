import type { Random } from '../test/fuzz/random.ts'
import { DEEP_SKILL, LATE_SKILL, type SoakCase, type SoakSkill, STEADY_SKILLS } from './soak-skills.ts'

/** What a soak does next. */
export type SoakStep =
  /** A run whose end is known; `shared`: with the signal that many have and that is never raised. */
  | { readonly kind: 'run'; readonly skill: SoakSkill; readonly expected: SoakCase; readonly shared: boolean }
  /** A run whose signal was raised before. */
  | { readonly kind: 'aborted'; readonly skill: SoakSkill }
  /** A run that ends by its signal alone, which is raised at once or some milliseconds later, while it waits or runs. */
  | { readonly kind: 'abort'; readonly afterMs: number }
  /** A run whose signal is raised at about the time when it ends by itself. */
  | { readonly kind: 'race'; readonly skill: SoakSkill; readonly expected: SoakCase }
  /** A run of the skill that changes; loading another version of it; loading a skill again, as it is. */
  | { readonly kind: 'versioned' | 'upgrade' }
  | { readonly kind: 'reload'; readonly skill: SoakSkill }
  /** More runs at once than may wait. */
  | { readonly kind: 'burst' }

const OF = 10_000
/** How many steps of 10,000 are what; the others are runs of the steady skills. Those that take milliseconds are rare. */
const SHARES = {
  late: 20,
  deep: 60,
  abort: 60,
  aborted: 150,
  race: 150,
  versioned: 500,
  upgrade: 10,
  reload: 15,
  burst: 2,
}

/** Draws the next step. */
export function nextStep(random: Random): SoakStep {
  switch (drawKind(random)) {
    case 'late':
      return runOf(LATE_SKILL, random)
    case 'deep':
      return runOf(DEEP_SKILL, random)
    case 'abort':
      return { kind: 'abort', afterMs: random.below(6) }
    case 'aborted':
      return { kind: 'aborted', skill: random.pick(STEADY_SKILLS) }
    case 'race': {
      const skill = random.pick(STEADY_SKILLS)
      return { kind: 'race', skill, expected: random.pick(skill.cases) }
    }
    case 'versioned':
      return { kind: 'versioned' }
    case 'upgrade':
      return { kind: 'upgrade' }
    case 'reload':
      return { kind: 'reload', skill: random.pick(STEADY_SKILLS) }
    case 'burst':
      return { kind: 'burst' }
    default:
      return runOf(random.pick(STEADY_SKILLS), random)
  }
}

function drawKind(random: Random): keyof typeof SHARES | undefined {
  let draw = random.below(OF)
  for (const [kind, share] of Object.entries(SHARES)) {
    if (draw < share) return kind as keyof typeof SHARES
    draw -= share
  }
  return undefined
}

function runOf(skill: SoakSkill, random: Random): SoakStep {
  return { kind: 'run', skill, expected: random.pick(skill.cases), shared: random.chance(10) }
}
