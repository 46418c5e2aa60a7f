/** A module of ./programs: does some work with a package and gives what came out, as data. */
type Load = () => Promise<{ readonly run: () => Promise<unknown> }>

/** The programs by name, each written in what its own head says. */
export const programs: Readonly<Record<string, Load>> = {
  'as-sha256': () => import('./programs/as-sha256.ts'),
  brotli: () => import('./programs/brotli.ts'),
  'es-module-lexer': () => import('./programs/es-module-lexer.ts'),
  esbuild: () => import('./programs/esbuild.ts'),
  lua: () => import('./programs/lua.ts'),
  md4w: () => import('./programs/md4w.ts'),
  mozjpeg: () => import('./programs/mozjpeg.ts'),
  oniguruma: () => import('./programs/oniguruma.ts'),
  quickjs: () => import('./programs/quickjs.ts'),
  resvg: () => import('./programs/resvg.ts'),
  'sh-syntax': () => import('./programs/sh-syntax.ts'),
  'sql.js': () => import('./programs/sql-js.ts'),
  'tree-sitter': () => import('./programs/tree-sitter.ts'),
  yoga: () => import('./programs/yoga.ts'),
}
