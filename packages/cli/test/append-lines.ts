// Adds lines to a log until it is ended: `node append-lines.ts FOLDER WHO MAX_BYTES [COUNT]`; says each that was added.
import { appendLines } from '../src/line-log.ts'

const [folder = '', who = '', maxBytes = '', count = 'Infinity'] = process.argv.slice(2)
for (let at = 0; at < Number(count); at += 1) {
  // Of many lengths, some longer than what a system writes at once.
  const line = `${who}:${at}:${'x'.repeat((at * 7919) % 9000)}`
  await appendLines({ folder, name: 'log', maxBytes: Number(maxBytes) }, [line])
  process.stdout.write(`${at}\n`)
}
