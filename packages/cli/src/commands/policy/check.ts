// Checks a policy folder as publishing would, and names the file and line of each problem.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { type Checked, checkDocument, type Problem, readTools } from '@countersign/policy/publish'
import { plain } from '../../plain.ts'
import { FOLDER_FILES, type PolicyFolder } from './folder.ts'
import type { Paint } from './screen.ts'

/** A problem and the file of the folder that it is in; line and column are the file's. */
export type FiledProblem = Problem & {
  file: string
}

/** What was found in a folder. */
export type FolderChecked = Omit<Checked, 'problems'> & {
  problems: FiledProblem[]
}

function toolProblems({ path }: PolicyFolder, problems: readonly Problem[]): FolderChecked {
  const filed = problems.map((problem) => ({ ...problem, file: join(path, FOLDER_FILES.tools) }))
  return { ok: false, problems: filed, policies: [], tests: [] }
}

/** Checks a folder as publishing would. */
export function checkFolder(folder: PolicyFolder): FolderChecked {
  const { tools, problems } = readTools(folder.tools ?? [])
  if (problems.length > 0) return toolProblems(folder, problems)
  const schemaFile = fileURLToPath(import.meta.resolve('@countersign/policy/base.cedarschema'))
  const baseSchema = readFileSync(schemaFile, 'utf8')
  const checked = checkDocument({ wasm, baseSchema, tools }, folder.document)
  return { ...checked, problems: checked.problems.map((problem) => filed(folder, problem)) }
}

function filed({ path, parts }: PolicyFolder, problem: Problem): FiledProblem {
  const { line, pointer = '' } = problem
  if (line !== undefined) {
    const part = parts.findLast(({ firstLine }) => firstLine <= line)
    if (part !== undefined) return { ...problem, file: part.file, line: line - part.firstLine + 1 }
  }
  if (pointer.startsWith('/tests')) return { ...problem, file: join(path, FOLDER_FILES.tests) }
  if (pointer.startsWith('/settings')) return { ...problem, file: join(path, FOLDER_FILES.settings) }
  return { ...problem, file: parts[0]?.file ?? path }
}

/** `file:line:column: error code message`; untrusted text in it cannot control the terminal. */
export function problemLine(problem: FiledProblem, paint: Paint): string {
  const { file, line, column, severity, code, message } = problem
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`
  const word = severity === 'error' ? paint.red(severity) : paint.yellow(severity)
  return `${plain(place)}: ${word} ${plain(code)} ${plain(message)}\n`
}
