// What the command line may ask for.
import { parseArgs } from 'node:util'

export const SECTIONS = [
  'policy',
  'scan',
  'verify',
  'latency',
  'strangers',
  'worst',
  'readers',
  'one',
  'keyed',
  'watched',
  'scanned',
  'orgs',
  'approvals',
  'waiters',
  'embedded',
  'start',
  'fill',
] as const
export type Section = (typeof SECTIONS)[number]

export type Options = {
  /** Length of each measured run under load. */
  seconds: number
  warmUpSeconds: number
  connections: number
  orgs: number
  /** Receipts in the log when memory and storage are read. */
  fill: number
  only: readonly Section[]
  json: boolean
  /** A folder for CPU profiles of the API's processes. */
  profiles: string | undefined
}

export const USAGE = `npm run bench -- [options]

  --quick           a first impression in about two minutes: fewer sections, shorter runs, less of everything
  --seconds N       length of each measured run (10); the warm-up takes a third of it, at least 2
  --connections N   connections of the load generator (256)
  --orgs N          orgs of the run over many orgs (100)
  --fill N          receipts in the log when memory and storage are read (100000; the budget is for 1000000)
  --only A,B        some of: ${SECTIONS.join(', ')}
  --profiles DIR    write a CPU profile of every API process there; slower
  --json            print the rows as JSON
`

const FULL = { seconds: '10', connections: '256', orgs: '100', fill: '100000', only: SECTIONS.join(',') }
/** The sections that show most, in about two minutes. */
const QUICK = {
  seconds: '3',
  connections: '64',
  orgs: '20',
  fill: '10000',
  only: 'policy,scan,latency,worst,readers,one,orgs,waiters,start,fill',
}

/** Throws with a sentence for the user when an option makes no sense. */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      connections: { type: 'string' },
      orgs: { type: 'string' },
      fill: { type: 'string' },
      only: { type: 'string' },
      profiles: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const usual = values.quick ? QUICK : FULL
  const seconds = positive('seconds', values.seconds ?? usual.seconds)
  return {
    seconds,
    warmUpSeconds: Math.max(2, seconds / 3),
    connections: Math.ceil(positive('connections', values.connections ?? usual.connections)),
    orgs: Math.ceil(positive('orgs', values.orgs ?? usual.orgs)),
    fill: Math.ceil(positive('fill', values.fill ?? usual.fill)),
    only: (values.only ?? usual.only).split(',').map(sectionOf),
    json: values.json,
    profiles: values.profiles,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0, not \`${text}\``)
  return value
}

function sectionOf(name: string): Section {
  const known = SECTIONS.find((section) => section === name)
  if (known === undefined) throw new Error(`--only takes ${SECTIONS.join(', ')}, not \`${name}\``)
  return known
}
