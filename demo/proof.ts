// What the service exports, how an auditor verifies it, and how forgeries are caught.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@countersign/client'
import type { Agent, Attempt } from './agent.ts'
import { changeAgent, failedAxis, type Report, receiptsOf, verify, writeBundle } from './auditor.ts'
import type { Project } from './project.ts'
import { chapter, check, note, printLine } from './screen.ts'
import type { Service } from './service.ts'

/** The state of the whole demo. */
export type Demo = {
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

function trustOptions(folder: string) {
  return ['--trust', join(folder, 'keys.json')]
}

export type Exported = { file: string; lines: string[] }

export async function exportTo(
  { admin, folder, fromSeq }: Demo,
  name: string,
  sinceSize?: number,
): Promise<Exported> {
  const lines: string[] = []
  const query = { from_seq: fromSeq, ...(sinceSize !== undefined && { since_size: sinceSize }) }
  for await (const line of admin.receipts.export(query)) lines.push(line)
  const file = writeBundle(folder, name, lines)
  printLine('service', `exports ${lines.length - 1} receipts as one file, ${name}.ndjson`)
  return { file, lines }
}

type Outcome = { file: string; output: string; other: string }

/** The evidence of one outcome, and what it is to be compared with. */
export async function exportCommit({ admin, attempts, folder }: Demo): Promise<Outcome> {
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
  { attempts, folder, service }: Demo,
  bundle: Exported,
  kept: string,
  commit: Outcome,
): Promise<void> {
  chapter(`The auditor verifies it${service.isOwn ? '; the service is stopped' : ''}, and nothing is fetched`)
  const [report, untrusted, right, wrong] = await Promise.all([
    verify(bundle.file, ...trustOptions(folder), '--since', kept),
    verify(bundle.file),
    verify(commit.file, ...trustOptions(folder), '--expected-output', commit.output),
    verify(commit.file, ...trustOptions(folder), '--expected-output', commit.other),
  ])
  printLine('auditor', 'countersign verify bundle.ndjson --trust keys.json --since checkpoint.json')
  const passed = report.axes.filter(({ status }) => status === 'passed').map(({ name }) => name)
  check(`the bundle is ${report.verdict}: ${passed.join(', ')}`, report.verdict === 'valid')
  check('without a key one trusts it is indeterminate, never valid', untrusted.verdict === 'indeterminate')
  const receipts = receiptsOf(bundle.lines)
  function isIn({ receipts: [id = ''], verdict }: Attempt) {
    return receipts.get(id)?.verdict === verdict
  }
  const refused = attempts.filter(({ verdict }) => verdict !== 'allow').length
  check(`all ${attempts.length} verdicts are in it, ${refused} of them refusals`, attempts.every(isIn))
  printLine('auditor', 'countersign verify commit.json --trust keys.json --expected-output output.json')
  check('the receipt of the commit is about this very commit', right.verdict === 'valid')
  checkCaught('another commit, passed off as its outcome', wrong)
}

export async function tamper(
  { attempts, folder }: Demo,
  bundle: Exported,
  early: string,
  kept: string,
): Promise<void> {
  chapter('Somebody tampers with the file')
  const { lines } = bundle
  const upload = attempts.find(({ action }) => action === 'upload_archive')
  const at = lines.findIndex((line) => line.includes(`\\"id\\":\\"${upload?.receipts[0]}\\"`))
  const [byte, dropped, cut, older, since] = await Promise.all([
    verify(
      writeBundle(folder, 'byte', lines.with(at, changeAgent(lines[at] ?? ''))),
      ...trustOptions(folder),
    ),
    verify(writeBundle(folder, 'dropped', lines.toSpliced(at, 1)), ...trustOptions(folder)),
    verify(writeBundle(folder, 'cut', lines.slice(0, -4)), ...trustOptions(folder)),
    verify(early, ...trustOptions(folder)),
    verify(early, ...trustOptions(folder), '--since', kept),
  ])
  checkCaught('one byte is changed, so that another agent gets the blame', byte)
  checkCaught('the receipt of the upload is dropped', dropped)
  checkCaught('the end of the file is cut off', cut)
  note('Now the worst case: the service itself hides the end, and shows the genuine export from before.')
  check(`on its own it is ${older.verdict}, since everything in it is genuine`, older.verdict === 'valid')
  checkCaught('against the kept checkpoint', since)
  check('only the checkpoint could tell', failedAxis(since)?.name === 'since')
}

function checkCaught(what: string, report: Report): void {
  const axis = failedAxis(report)
  const place = report.where?.seq === undefined ? '' : ` at receipt ${report.where.seq}`
  const found = axis === undefined ? 'nothing' : `${axis.name} (${axis.code})${place}`
  check(`${what}: ${report.verdict}, axis ${found}`, report.verdict === 'invalid' && axis !== undefined)
}
