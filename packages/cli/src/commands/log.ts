import type { JsonValue } from '@blufio/core'
import { type Command, Option } from 'commander'
import { type AuditEntry, CHANGE_EVENTS, readAuditLog, USE_EVENTS } from '../audit-log.ts'
import { columns } from '../columns.ts'
import { openHome } from '../home-folder.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'
import { parseWhole } from '../whole-number.ts'

interface LogOptions extends CommonOptions {
  readonly skill?: string
  readonly event?: string
  readonly limit: string
}

const EVENT = new Option('--event <event>', 'only events of this kind').choices([...CHANGE_EVENTS, ...USE_EVENTS])

/** `blufio skill log`: what was installed, approved, run and refused, the latest last. */
export function addLog(parent: Command, end: End): void {
  skillCommand(parent, 'log', {
    about: 'Show the audit log: what was installed, approved, removed, run and refused, the latest last.',
    example: `
      blufio skill log
      blufio skill log --skill word-count --event run --limit 10
      blufio skill log --event refused --json`,
  })
    .option('--skill <name>', 'only what is about this skill')
    .addOption(EVENT)
    .option('--limit <count>', 'how many of the latest', '50')
    .action(async ({ skill, event, ...options }: LogOptions) => {
      const home = await openHome(options.home)
      const { entries, unreadable } = await readAuditLog(home, {
        limit: parseWhole('--limit', options.limit),
        isWanted: (entry) =>
          (skill === undefined || entry['skill'] === skill) && (event === undefined || entry.event === event),
      })
      const text = columns(entries.map(cells))
      const notes = unreadable === 0 ? '' : `${unreadable} of its lines can't be read: cut off, or edited by somebody`
      finish({ value: entries, text, notes }, options, end)
    })
}

function cells({ time, event, skill, version, ...rest }: AuditEntry): readonly string[] {
  const subject = [skill, version].filter((part) => part !== undefined).map(words)
  const details = Object.entries(rest).map(([field, value]) => `${fieldWords(field)} ${words(value)}`)
  return [time, event, subject.join(' '), details.join(', ')].map(safeLine)
}

// peakMemoryBytes as 'peak memory bytes'
function fieldWords(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function words(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(words).join('; ')
  if (typeof value !== 'string') return JSON.stringify(value)
  return value.replace(DIGEST, '$1…').replace(UUID, '$1…')
}

// Cut, for a reader: --json has them whole.
const DIGEST = /^([0-9a-f]{16})[0-9a-f]{48}$/
const UUID = /^([0-9a-f]{8})-[0-9a-f-]{27}$/
