// What `countersign scan` does: reads definitions, has them scanned, and shows what was found.
import { readFile, stat } from 'node:fs/promises'
import type { Answer } from '@countersign/contract'
import { isJsonObject, JsonError, type JsonObject, type JsonValue, parseJson } from '@countersign/json'
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { printJson, printLine, table } from '../../print/print.ts'
import { visible } from '../../print/visible.ts'
import { reasonOf } from '../../reason.ts'
import { withService } from '../../service/call.ts'
import type { Json } from '../online.ts'

type Scanned = Answer<'scan.tools'>
type Result = Scanned['results'][number]

const FILE_BYTES_MAX = 8 * 1024 * 1024
const JSON_DEPTH_MAX = 64
/** What one request may hold, with room for the rest of it. */
const BATCH_MAX = 100
const BATCH_CHARACTERS_MAX = 180_000

export async function scanDefinitions(file: string | undefined, flags: Json, io: Io): Promise<ExitCode> {
  const definitions = file === undefined ? undefined : definitionsIn(file, await textOf(file, io))
  return withService(io, { command: 'scan', failed: 'nothing was scanned' }, async ({ client, options }) => {
    const results: Result[] = []
    if (definitions === undefined) {
      let after: string | undefined
      do {
        const page = await client.scan.tools(after === undefined ? {} : { after }, options)
        results.push(...page.results)
        after = page.next_after
      } while (after !== undefined)
    } else {
      for (const batch of batchesOf(definitions))
        results.push(...(await client.scan.tools({ definitions: batch }, options)).results)
    }
    report(io, flags, results)
    return results.some(isBad) ? 1 : 0
  })
}

function isBad({ verdict, pin }: Result): boolean {
  return verdict === 'dangerous' || pin.status === 'changed'
}

function report(io: Io, flags: Json, results: readonly Result[]): void {
  if (flags.json) {
    printJson(io, { results })
    return
  }
  const rows = results.map(({ tool, verdict, pin, findings }) => [
    tool,
    verdict,
    pin.status,
    [...new Set(findings.filter(({ severity }) => severity !== 'low').map(({ code }) => code))].join(' '),
  ])
  io.stdout.write(
    results.length === 0 ? 'none\n' : table(['tool', 'verdict', 'definition', 'findings'], rows),
  )
  for (const { tool, pin } of results)
    for (const { path } of pin.differences ?? [])
      printLine(io, visible(`${tool}: changed at ${path || 'its top'}`))
}

async function textOf(file: string, { stdin }: Io): Promise<string> {
  try {
    if (file === '-') return await textOfStream(stdin)
    if ((await stat(file)).size > FILE_BYTES_MAX) throw tooLarge(file)
    return await readFile(file, 'utf8')
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(file, reasonOf(error))
  }
}

async function textOfStream(stdin: Io['stdin']): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of stdin) {
    const bytes = Buffer.from(piece)
    size += bytes.length
    if (size > FILE_BYTES_MAX) throw tooLarge('-')
    pieces.push(bytes)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function tooLarge(file: string): CliError {
  return unreadable(file, 'it is larger than 8 MiB')
}

function unreadable(file: string, why: string): CliError {
  return new CliError('cli.unreadable', `cannot read \`${file}\`: ${why}`)
}

/** One definition, a list, or `{ tools }` as servers answer it, also within a `result`. */
function definitionsIn(file: string, text: string): JsonObject[] {
  const value = listIn(parsed(file, text))
  const list = Array.isArray(value) ? value : [value]
  const objects = list.filter((item): item is JsonObject => isJsonObject(item))
  if (objects.length === 0 || objects.length < list.length) {
    throw unreadable(file, 'it must hold a tool definition, or a list of them')
  }
  return objects
}

function parsed(file: string, text: string): JsonValue {
  try {
    return parseJson(text, { maxDepth: JSON_DEPTH_MAX })
  } catch (error) {
    if (error instanceof JsonError) throw unreadable(file, error.message)
    throw error
  }
}

function listIn(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value
  if (isJsonObject(value.result)) return listIn(value.result)
  return Array.isArray(value.tools) ? value.tools : value
}

function batchesOf(definitions: readonly JsonObject[]): JsonObject[][] {
  const batches: JsonObject[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const definition of definitions) {
    const length = JSON.stringify(definition).length
    const last = batches.at(-1)
    if (last === undefined || last.length >= BATCH_MAX || size + length > BATCH_CHARACTERS_MAX) {
      batches.push([definition])
      size = length
    } else {
      last.push(definition)
      size += length
    }
  }
  return batches
}
