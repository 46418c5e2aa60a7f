import * as nodeModule from 'node:module'

/** Younger than the types of Node that the packages are held to. */
const { stripTypeScriptTypes } = nodeModule as unknown as { stripTypeScriptTypes: (code: string) => string }

/** TypeScript without its types, for engines that know none. */
export const stripTypes = (code: string): string => stripTypeScriptTypes(code)
