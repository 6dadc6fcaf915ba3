// Test files that run in one process: most of what a short test costs is loading the code that it tests.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './checks.ts'

/** Each file of the service holds one open until the last of its group has ended. */
const SERVICES_MAX = 9
const OTHERS_MAX = 16

/** What a file does to its whole process: its environment, its signals, its clock, what it measures. */
const OWN_PROCESS =
  /process\.(?:env(?:\.\w+ ?=[^=]|\[)|chdir|on(?:ce)?\(|\w*[cC]puUsage|memoryUsage|exitCode|std\w+\.write =)|(?<!\bt\.)mock\.\w|setFlags|COUNTERSIGN_LONG|^(?:before|after)Each\(/m

/** Puts the files into groups, in their order; one that needs a process of its own is a group of its own. */
export function groupsOf(files: readonly string[], isAlone: (file: string) => boolean): string[][] {
  const groups: string[][] = []
  const open = new Map<string, string[]>()
  for (const file of files) {
    if (isAlone(file) || OWN_PROCESS.test(readFileSync(resolve(root, file), 'utf8'))) {
      groups.push([file])
      continue
    }
    const folder = folderOf(file)
    const group = open.get(folder) ?? []
    if (group.length === 0) groups.push(group)
    group.push(file)
    const isFull = group.length === (folder === 'apps/api/test' ? SERVICES_MAX : OTHERS_MAX)
    open.set(folder, isFull ? [] : group)
  }
  return groups
}

function folderOf(file: string): string {
  const [first = '', second = '', third = ''] = file.split('/')
  return first === 'apps' ? `${first}/${second}/${third}` : `${first}/${second}`
}

/** Writes a file for each group that imports all of it; the folder ends with this process. */
export function groupFiles(groups: readonly (readonly string[])[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-tests-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return groups.map((group, at) => {
    const [only] = group
    if (group.length === 1 && only !== undefined) return resolve(root, only)
    const path = join(folder, `${at}.mjs`)
    writeFileSync(path, importing(group))
    return path
  })
}

/** No test begins before all files are read: hooks that come later would run at the wrong time. */
function importing(group: readonly string[]): string {
  const name = JSON.stringify(`${group.length} files, ${group[0]} to ${group.at(-1)}`)
  const lines = group.map(
    (file) => `await import(${JSON.stringify(pathToFileURL(resolve(root, file)).href)})`,
  )
  return [
    `import { suite } from 'node:test'`,
    `const { promise, resolve } = Promise.withResolvers()`,
    `suite(${name}, () => promise)`,
    ...lines,
    `resolve()`,
    '',
  ].join('\n')
}
