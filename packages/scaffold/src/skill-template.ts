/** What a template needs to know about the skill it generates. */
export interface SkillProject {
  /** A name that core's rule accepts. */
  readonly name: string
  /** Any text. */
  readonly description: string
  /** Any text. */
  readonly author?: string
}

/** How a skill can be started in one language. */
export interface SkillTemplate {
  readonly id: string
  /** For a list to choose from. */
  readonly title: string
  /** The command that compiles a generated project, typed in its folder. */
  readonly buildCommand: string
  /** What must be installed before that command works, as a phrase. */
  readonly needs: string
  /** The files that only this language has: path to content. */
  readonly files: (project: SkillProject) => readonly (readonly [path: string, content: string])[]
}
