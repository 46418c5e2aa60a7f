// endless-loop: never ends by itself. It says so now and then, so that its log can be watched.
import { Level, log } from '../blufio'

export function run(): void {
  let rounds = 0
  let last: u64 = 1
  while (true) {
    for (let i = 0; i < 100_000_000; i++) last = last * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407
    log(Level.Info, 'round ' + (++rounds).toString() + ', still going: ' + last.toString(16))
  }
}
