// `npm run storm`: the long versions of the storms. Progress on standard error, figures at the end.
import { approvalRace } from './approvals.ts'
import { crashStorm } from './crash.ts'
import { decidingStorm } from './deciding.ts'
import { failover } from './failover.ts'
import { fairRun } from './fair.ts'
import { frozenRun } from './frozen.ts'
import { haltStorm } from './halt.ts'

function say(text: string) {
  return console.error(`${new Date().toISOString().slice(11, 19)} ${text}`)
}

const progress = say

const storms: Record<string, () => Promise<object>> = {
  crash_postgres: () =>
    crashStorm({
      kind: 'postgres',
      apiKills: 50,
      databaseKills: 10,
      databaseStops: 10,
      clients: 24,
      progress,
    }),
  crash_embedded: () =>
    crashStorm({ kind: 'embedded', apiKills: 50, databaseKills: 0, databaseStops: 0, clients: 12, progress }),
  failover: () => failover({ processes: 3, clients: 24, pauseMs: 5, aloneMs: 15_000, progress }),
  frozen: () => frozenRun({ freezes: 10, stops: 3, progress }),
  halt: () => haltStorm({ processes: 4, rounds: 100, clients: 32, progress }),
  approvals: () => approvalRace({ processes: 4, rounds: 1000, atOnce: 64, progress }),
  deciding_postgres: () => decidingStorm({ kind: 'postgres', kills: 60, clients: 12, progress }),
  deciding_embedded: () => decidingStorm({ kind: 'embedded', kills: 30, clients: 6, progress }),
  fair: () => fairRun({ orgs: 100, perOrg: 230, each: 4, greedy: 500 }),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in storms))
if (unknown.length > 0) {
  console.error(`no storm is named ${unknown.join(', ')}; there are ${Object.keys(storms).join(', ')}`)
  process.exit(2)
}

const figures: Record<string, unknown> = {}
for (const [name, storm] of Object.entries(storms)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  say(`${name} begins`)
  try {
    figures[name] = await storm()
    say(`${name} passed`)
  } catch (error) {
    figures[name] = { failed: error instanceof Error ? error.message : String(error) }
    process.exitCode = 1
    say(`${name} failed: ${error instanceof Error ? error.stack : error}`)
  }
}
console.log(JSON.stringify(figures, null, 2))
process.exit()
