/** What to do at a terminal about errors whose own hints speak to a program that calls the package. */
export const TERMINAL_HINTS: Readonly<Record<string, string>> = {
  ERR_INPUT_TOO_LARGE: 'give the skill less input',
  ERR_SKILL_FILES:
    'grant other paths under [capabilities.filesystem] of skill.toml; where blufio keeps its own files, another --home helps',
  ERR_SKILL_LOAD_TIMEOUT: 'use a smaller module',
  ERR_STORE_PUBLISHER_NOT_FOUND: 'see whose keys are: blufio publisher list',
  ERR_WASM_TABLE_LIMIT: 'compile the module with smaller tables',
  ERR_WASM_TOO_LARGE: 'compile a smaller module',
}
