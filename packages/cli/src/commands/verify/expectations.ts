// Reads the keys, the checkpoint and the values that the verifier trusts or expects.
import { readFile } from 'node:fs/promises'
import { decodeUtf8, isJsonObject, type JsonValue, parseJson } from '@countersign/json'
import {
  type AkpJwk,
  type Checkpoint,
  type KeySet,
  parseKeySet,
  type Suite,
  type Trust,
  type VerifyOptions,
} from '@countersign/receipt'
import { SHA256_PATTERN, THUMBPRINT_PATTERN } from '@countersign/terms'
import { CliError } from '../../io.ts'
import { reasonOf } from '../../reason.ts'

/** What the options of the command line name, unread. */
export type Expectations = {
  trust?: string[]
  keys?: string
  since?: string
  sinceProof?: string
  whole?: true
  from?: string
  to?: string
  expectedOutput?: string
  expectedArguments?: string
}

const FILE_BYTES_MAX = 16 * 1024 * 1024

/** Reads what the user trusts and expects; throws `CliError` for a file that is not what it should be. */
export async function readExpectations(suite: Suite, given: Expectations): Promise<VerifyOptions> {
  const { since, sinceProof, whole, from, to, expectedOutput, expectedArguments } = given
  if (sinceProof !== undefined && since === undefined) {
    throw new CliError('cli.option', '--since-proof needs --since with the checkpoint that it starts from')
  }
  if (whole && (from !== undefined || to !== undefined)) {
    throw new CliError(
      'cli.option',
      '--whole leaves nothing out, so it cannot be combined with --from and --to',
    )
  }
  const positions = {
    ...(from !== undefined && { from: readPosition('--from', from) }),
    ...(to !== undefined && { to: readPosition('--to', to) }),
  }
  if ((positions.from ?? 0) >= (positions.to ?? Number.POSITIVE_INFINITY)) {
    throw new CliError('cli.option', '--to must be above 0, and above --from where both are given')
  }
  return {
    trust: await readTrust(suite, given),
    ...(since !== undefined && { since: await readCheckpoint(since) }),
    ...(sinceProof !== undefined && { sinceProof: await readPath(sinceProof) }),
    ...(whole && { whole }),
    ...positions,
    ...(expectedOutput !== undefined && { expectedOutput: await readOutput(expectedOutput) }),
    ...(expectedArguments !== undefined && { expectedArguments: await readJson(expectedArguments) }),
  }
}

function readPosition(option: string, text: string): number {
  const position = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(position)) return position
  throw new CliError('cli.option', `${option} must be a position of the log, such as 1000`)
}

async function readTrust(suite: Suite, { trust = [], keys }: Expectations): Promise<Trust> {
  const thumbprints = trust.filter((value) => THUMBPRINT_PATTERN.test(value))
  const files = trust.filter((value) => !THUMBPRINT_PATTERN.test(value))
  const trusted = (await Promise.all(files.map((file) => readKeys(suite, file)))).flat()
  const found = keys === undefined ? [] : await readKeys(suite, keys)
  const named = found.filter(({ kid = '' }) => thumbprints.includes(kid))
  return { thumbprints, keys: merge([...trusted, ...named]) }
}

/** One key from two sets signs only what both sets let it sign: an older set may not know that it was retired. */
function merge(keys: readonly AkpJwk[]): KeySet {
  const merged = new Map<string, AkpJwk>()
  for (const key of keys) {
    const other = merged.get(key.kid ?? '')
    const until = Math.min(key.until_size ?? Infinity, other?.until_size ?? Infinity)
    merged.set(key.kid ?? '', {
      ...key,
      from_size: Math.max(key.from_size ?? 0, other?.from_size ?? 0),
      ...(until < Infinity && { until_size: until }),
    })
  }
  return { keys: [...merged.values()] }
}

async function readKeys(suite: Suite, file: string): Promise<readonly AkpJwk[]> {
  const json = await readJson(file)
  try {
    return parseKeySet(suite, isJsonObject(json) && 'kty' in json ? { keys: [json] } : json).keys
  } catch (error) {
    throw malformed(file, 'a key set, as GET /v1/logs/{org_id}/keys returns it', error)
  }
}

async function readCheckpoint(file: string): Promise<Checkpoint> {
  const json = await readJson(file)
  const { tree_size, root, origin } = isJsonObject(json) ? json : {}
  const isGood =
    Number.isSafeInteger(tree_size) &&
    Number(tree_size) > 0 &&
    typeof root === 'string' &&
    SHA256_PATTERN.test(root)
  if (!isGood || (origin !== undefined && typeof origin !== 'string')) {
    throw malformed(file, 'a checkpoint, as GET /v1/logs/{org_id}/checkpoint returns it')
  }
  return { tree_size: Number(tree_size), root, ...(origin !== undefined && { origin }) }
}

async function readPath(file: string): Promise<string[]> {
  const json = await readJson(file)
  const path = isJsonObject(json) ? json.path : json
  if (!Array.isArray(path) || !path.every((hash) => SHA256_PATTERN.test(String(hash)))) {
    throw malformed(file, 'a consistency proof, as GET /v1/logs/{org_id}/consistency returns it')
  }
  return path.map(String)
}

async function readOutput(file: string): Promise<JsonValue> {
  const text = await readText(file)
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

async function readJson(file: string): Promise<JsonValue> {
  const text = await readText(file)
  try {
    return parseJson(text)
  } catch (error) {
    throw malformed(file, 'JSON', error)
  }
}

async function readText(file: string): Promise<string> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (error) {
    throw new CliError('cli.unreadable', `cannot read \`${file}\`: ${reasonOf(error)}`)
  }
  if (bytes.length > FILE_BYTES_MAX) throw malformed(file, 'a file of at most 16 MiB')
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    throw malformed(file, 'UTF-8 text', error)
  }
}

function malformed(file: string, expected: string, error?: unknown): CliError {
  const reason = error instanceof Error ? ` (${error.message})` : ''
  return new CliError('cli.malformed', `\`${file}\` is not ${expected}${reason}`)
}
