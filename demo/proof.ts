// What the service exports, what an auditor makes of it, and what becomes of forgeries.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@countersign/client'
import type { Agent, Attempt } from './agent.ts'
import { blameAnother, failedAxis, forge, type Report, receiptsOf, verify } from './auditor.ts'
import type { Project } from './project.ts'
import { chapter, holds, note, say } from './screen.ts'
import type { Service } from './service.ts'

/** What the whole demo works with. */
export type Stage = {
  folder: string
  service: Service
  admin: Client
  agent: Agent
  agentId: string
  orgId: string
  /** Where in the log the demo begins. */
  fromSeq: number
  project: Project
  attempts: Attempt[]
}

function trusting(folder: string) {
  return ['--trust', join(folder, 'keys.json')]
}

export type Exported = { file: string; lines: string[] }

export async function exportTo(
  { admin, folder, fromSeq }: Stage,
  name: string,
  sinceSize?: number,
): Promise<Exported> {
  const lines: string[] = []
  const query = { from_seq: fromSeq, ...(sinceSize !== undefined && { since_size: sinceSize }) }
  for await (const line of admin.receipts.export(query)) lines.push(line)
  const file = forge(folder, name, lines)
  say('service', `exports ${lines.length - 1} receipts as one file, ${name}.ndjson`)
  return { file, lines }
}

type Outcome = { file: string; output: string; other: string }

/** The evidence of one outcome, and what it is to be compared with. */
export async function exportCommit({ admin, attempts, folder }: Stage): Promise<Outcome> {
  const commit = attempts.find(({ action }) => action === 'git_commit')
  const evidence = await admin.receipts.get({ receipt_id: commit?.receipts[1] ?? '' })
  function keep(name: string, value: unknown) {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(value))
    return file
  }
  const output = String(commit?.output)
  return {
    file: keep('commit.json', evidence),
    output: keep('output.json', output),
    other: keep(
      'other.json',
      output.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ),
  }
}

export async function prove(
  { attempts, folder, service }: Stage,
  bundle: Exported,
  kept: string,
  commit: Outcome,
): Promise<void> {
  chapter(`The auditor verifies it${service.isOwn ? '; the service is stopped' : ''}, and nothing is fetched`)
  const [report, untrusted, right, wrong] = await Promise.all([
    verify(bundle.file, ...trusting(folder), '--since', kept),
    verify(bundle.file),
    verify(commit.file, ...trusting(folder), '--expected-output', commit.output),
    verify(commit.file, ...trusting(folder), '--expected-output', commit.other),
  ])
  say('auditor', 'countersign verify bundle.ndjson --trust keys.json --since checkpoint.json')
  const passed = report.axes.filter(({ status }) => status === 'passed').map(({ name }) => name)
  holds(`the bundle is ${report.verdict}: ${passed.join(', ')}`, report.verdict === 'valid')
  holds('without a key one trusts it is indeterminate, never valid', untrusted.verdict === 'indeterminate')
  const receipts = receiptsOf(bundle.lines)
  function isIn({ receipts: [id = ''], verdict }: Attempt) {
    return receipts.get(id)?.verdict === verdict
  }
  const refused = attempts.filter(({ verdict }) => verdict !== 'allow').length
  holds(`all ${attempts.length} verdicts are in it, ${refused} of them refusals`, attempts.every(isIn))
  say('auditor', 'countersign verify commit.json --trust keys.json --expected-output output.json')
  holds('the receipt of the commit is about this very commit', right.verdict === 'valid')
  caught('another commit, passed off as its outcome', wrong)
}

export async function tamper(
  { attempts, folder }: Stage,
  bundle: Exported,
  early: string,
  kept: string,
): Promise<void> {
  chapter('Somebody tampers with the file')
  const { lines } = bundle
  const upload = attempts.find(({ action }) => action === 'upload_archive')
  const at = lines.findIndex((line) => line.includes(`\\"id\\":\\"${upload?.receipts[0]}\\"`))
  const [byte, dropped, cut, older, since] = await Promise.all([
    verify(forge(folder, 'byte', lines.with(at, blameAnother(lines[at] ?? ''))), ...trusting(folder)),
    verify(forge(folder, 'dropped', lines.toSpliced(at, 1)), ...trusting(folder)),
    verify(forge(folder, 'cut', lines.slice(0, -4)), ...trusting(folder)),
    verify(early, ...trusting(folder)),
    verify(early, ...trusting(folder), '--since', kept),
  ])
  caught('one byte is changed, so that another agent gets the blame', byte)
  caught('the receipt of the upload is dropped', dropped)
  caught('the end of the file is cut off', cut)
  note('Now the worst case: the service itself hides the end, and shows the genuine export from before.')
  holds(`by itself it is ${older.verdict}, since everything in it is genuine`, older.verdict === 'valid')
  caught('against the kept checkpoint', since)
  holds('only the checkpoint could tell', failedAxis(since)?.name === 'since')
}

function caught(what: string, report: Report): void {
  const axis = failedAxis(report)
  const place = report.where?.seq === undefined ? '' : ` at receipt ${report.where.seq}`
  const found = axis === undefined ? 'nothing' : `${axis.name} (${axis.code})${place}`
  holds(`${what}: ${report.verdict}, axis ${found}`, report.verdict === 'invalid' && axis !== undefined)
}
