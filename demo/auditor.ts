// An auditor with files and no network: the command line tool in a process of its own.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Report = {
  verdict: string
  axes: { name: string; status: string; code?: string; detail?: string }[]
  where?: { seq?: number; line?: number }
}

const cli = join(import.meta.dirname, '..', 'packages', 'cli', 'src', 'main.ts')

/** Runs `countersign verify` without a key and without an address: it has nothing but the files. */
export function verify(file: string, ...options: string[]): Promise<Report> {
  const args = [cli, 'verify', file, ...options, '--json']
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      args,
      { env: { PATH: process.env.PATH } },
      (_, stdout, stderr) => {
        if (stdout === '') return reject(new Error(`countersign verify printed nothing: ${stderr}`))
        const report: Report = JSON.parse(stdout)
        const expected = { valid: 0, invalid: 1, indeterminate: 2 }[report.verdict]
        if (child.exitCode === expected) return resolve(report)
        return reject(new Error(`exit code ${child.exitCode} for ${report.verdict}`))
      },
    )
  })
}

/** The first axis that failed, or undefined. */
export function failedAxis(report: Report) {
  return report.axes.find(({ status }) => status === 'failed')
}

/** Writes the lines of a bundle, genuine or tampered with, to a file of the folder. */
export function writeBundle(folder: string, name: string, lines: readonly string[]): string {
  const file = join(folder, `${name}.ndjson`)
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  return file
}

/** The same line with one byte of its agent's id changed, so that it names another agent. */
export function changeAgent(line: string): string {
  return line.replace(/(agt_[0-9a-z]{25})([0-9a-z])/, (_, kept, last) => kept + (last === '0' ? '1' : '0'))
}

/** What the receipts of a bundle say, by their ids. */
export function receiptsOf(lines: readonly string[]): Map<string, { type: string; verdict?: string }> {
  const payloads = lines.slice(1).map((line) => JSON.parse(JSON.parse(line).payload))
  return new Map(payloads.map(({ id, type, decision }) => [id, { type, verdict: decision?.verdict }]))
}
