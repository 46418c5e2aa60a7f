// Runs a root script on a machine that has only git, Node ≥ 20.19 and npm: node tooling/bootstrap.mjs SCRIPT [ARGUMENTS].
// Plain JavaScript that Node 20 can run, and no dependency: nothing is installed yet when it starts.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The oldest Node that can start the bootstrap, which is also the oldest that the packages support. */
export const OLDEST_NODE = { major: 20, minor: 19 }

/**
 * Whether `version` (such as `v24.21.0`) can run the build tools itself, should the pinned Node be missing.
 *
 * @param {string} version
 */
export function runsTheTools(version) {
  const [major = 0, minor = 0] = numbersOf(version)
  return (major === 22 && minor >= 19) || (major === 24 && minor >= 11) || major >= 26
}

const TOOL_NODES = '22.19 or newer of 22, 24.11 or newer of 24, or 26 and newer'

/**
 * What is wrong with Node `version`, or `undefined` when it can start the bootstrap.
 *
 * @param {string} version
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = numbersOf(version)
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return undefined
  const oldest = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`
  return `Node ${oldest} or newer is needed, this is ${version}. Get one from https://nodejs.org and try again.`
}

/**
 * `argument` as one word of a command line of cmd.exe or sh: npx is a .cmd file on Windows, which only a shell starts.
 *
 * @param {string} argument
 * @param {string} platform
 */
export function quoted(argument, platform = process.platform) {
  if (/^[\w@+=:,./-]+$/.test(argument)) return argument
  if (platform !== 'win32') return `'${argument.replaceAll("'", `'\\''`)}'`
  return `"${argument.replaceAll('"', '""')}"`
}

/** A digest of everything that decides what an installation holds. */
function wantedInstallation() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'tooling/package.json']
  for (const name of readdirSync(join(root, 'packages')).sort()) files.push(`packages/${name}/package.json`)
  for (const file of files) {
    if (existsSync(join(root, file))) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** @param {string} version */
function numbersOf(version) {
  return version.replace(/^v/, '').split('.').map(Number)
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`bootstrap: ${line}\n`)
}

/** @param {string} line */
function fail(line, status = 1) {
  say(line)
  process.exit(status)
}

/**
 * Runs npx with `args` in the root; returns its exit status.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function npx(args, env) {
  const line = ['npx', '--yes', ...args].map((word) => quoted(word)).join(' ')
  const { status, signal, error } = spawnSync(line, { cwd: root, env, shell: true, stdio: 'inherit' })
  if (error) fail(`npx could not be started: ${error.message}. Is npm installed and on the PATH?`)
  if (signal) process.kill(process.pid, signal)
  return status ?? 1
}

/**
 * Installs what is pinned, unless that is what was installed last.
 *
 * @param {string} pnpm
 * @param {string} toolNode the version of Node that will run the tools
 * @param {NodeJS.ProcessEnv} env
 */
function install(pnpm, toolNode, env) {
  const stamp = join(root, 'node_modules', '.cache', 'installed')
  const wanted = wantedInstallation()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing the pinned tools and dependencies (once; some 600 MB) …')
  // Without a question: pnpm asks before it replaces a node_modules that another version made, and fails with no terminal.
  // The tools are to run on the Node that this installs, so that is the one their `engines` are held against.
  const settings = ['--config.confirmModulesPurge=false', `--config.nodeVersion=${toolNode}`]
  const status = npx([pnpm, 'install', '--frozen-lockfile', ...settings], env)
  if (status !== 0) {
    say('the installation failed; what pnpm printed above says why.')
    say('  no network or a proxy: npm must reach its registry; `npm ping` tells')
    say(`  lockfile out of date: 'npx ${pnpm} install' updates pnpm-lock.yaml`)
    fail('  anything else: remove node_modules and try again', status)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

/** The PATH on which the tools stand: the pinned Node itself first, for on Windows a .cmd shim is no `node.exe`. */
function toolPath() {
  const folder = join(root, 'node_modules', 'node', 'bin')
  const pinned = existsSync(join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  if (!pinned && !runsTheTools(process.version)) {
    fail(
      `npm has no pinned Node for ${process.platform} ${process.arch}, and the build tools need Node ${TOOL_NODES}; this is ${process.version}.`,
    )
  }
  if (!pinned) say(`npm has no pinned Node for ${process.platform} ${process.arch}; using Node ${process.version}`)
  const inherited = process.env.PATH ?? process.env.Path ?? ''
  return [...(pinned ? [folder] : []), join(root, 'node_modules', '.bin'), inherited].join(delimiter)
}

/** @param {readonly string[]} argv */
function main([script, ...args]) {
  const problem = nodeProblem(process.version)
  if (problem !== undefined) fail(problem)
  if (script === undefined) return fail('which script? Usage: node tooling/bootstrap.mjs SCRIPT [ARGUMENTS]', 2)
  const { packageManager, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env }
  // Turbo announces its telemetry the first time it runs.
  Object.assign(env, { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' })
  install(packageManager, optionalDependencies.node, env)
  const path = toolPath()
  delete env.Path
  process.exit(npx([packageManager, '--silent', 'run', script, ...args], { ...env, PATH: path }))
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2))
}
