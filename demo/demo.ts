// A piece of real work, decided step by step, and proved afterwards. Ends with 0 only if everything held.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@countersign/client'
import { type Agent, type Attempt, createAgent } from './agent.ts'
import { createProject } from './project.ts'
import { exportCommit, exportTo, prove, type Stage, tamper } from './proof.ts'
import { brief, chapter, failed, green, holds, note, red, say, title } from './screen.ts'
import { type Service, startService } from './service.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-demo-'))
const isKept = process.argv.includes('--keep')
process.once('exit', () => isKept || rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

title('An agent mends a bug. It asks before every step, and what was decided and done can be proved.')
try {
  const service = await startService(folder)
  await play(service).finally(service.stop)
  finish()
} catch (error) {
  console.error(red(`\nThe demo could not go on: ${error instanceof Error ? error.message : String(error)}`))
  process.exitCode = 1
}

async function play(service: Service): Promise<void> {
  const stage = await prepare(service)
  await work(stage)
  const early = await exportTo(stage, 'early')
  await misbehave(stage)
  const kept = await keepCheckpoint(stage)
  await stopIt(stage)
  const bundle = await exportTo(stage, 'bundle', kept.size)
  const commit = await exportCommit(stage)
  await service.stop()
  await prove(stage, bundle, kept.file, commit)
  await tamper(stage, bundle, early.file, kept.file)
}

async function prepare(service: Service): Promise<Stage> {
  chapter('A service, an agent, and a project with a failing test')
  say('service', `${service.url}${service.isOwn ? ', on an embedded database of its own' : ''}`)
  const admin = createClient({ baseUrl: service.url, apiKey: service.adminKey })
  const { id: orgId } = await admin.org.get()
  const keys = await admin.log.keys({ org_id: orgId })
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys))
  say('auditor', `keeps the key of the log, ${keys.keys[0]?.kid}, before anything happens`)
  const { tree_size } = await admin.log.checkpoint({ org_id: orgId })
  const { id: agentId } = await admin.agents.create({ name: 'Mender' })
  const scopes = ['check', 'gate', 'complete', 'receipts:read'] as const
  const key = await admin.keys.create({ name: 'Mender', scopes: [...scopes], agent_id: agentId })
  if (key.secret === undefined) throw new Error('the key came without its secret')
  say('human', `registers the agent ${agentId}; its key can ask and report, and nothing else`)
  const asAgent = createClient({ baseUrl: service.url, apiKey: key.secret })
  const agent = createAgent(asAgent, `demo-${randomBytes(4).toString('hex')}`)
  const project = createProject(join(folder, 'invoice'))
  const before = project.test()
  say('human', `runs the tests: ${red('fails')}, "${before.failing.join('", "')}"; asks the agent to mend it`)
  holds('the project starts with one failing test', before.failing.length === 1)
  const fromSeq = service.isOwn ? 0 : tree_size
  return { folder, service, admin, agent, agentId, orgId, fromSeq, project, attempts: [] }
}

async function work({ agent, project, attempts }: Stage): Promise<void> {
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
  const held = await step('run_tests', { command: 'node --test' }, () => brief(project.test(), 200))
  note('Running code needs approval, so the agent goes on without it: the human will run the tests.')
  const content = String(source.output).replace('cents + item.cents,', 'cents + item.cents * item.quantity,')
  const wrote = await step('write_file', { path: 'total.js', content }, (args) => {
    project.write(String(args.path), String(args.content))
    return { bytes: Buffer.byteLength(String(args.content)) }
  })
  await step('git_diff', {}, () => project.git('diff'))
  const after = project.test()
  say('human', `runs the tests: ${after.isPassed ? green('all pass') : red('fails')}`)
  note('That was an act of the human and not of the agent, so the log does not speak of it.')
  const message = 'count the quantity of each item'
  const committed = await step('git_commit', { message, paths: ['total.js'] }, (args) => {
    project.git('commit', '--quiet', '--message', String(args.message), '--', 'total.js')
    return project.git('rev-parse', 'HEAD')
  })
  holds('reading, editing and committing were allowed', [listed, source, wrote, committed].every(isDone))
  holds('running code was held for a human, and was not done', isHeld(held))
  holds('the bug is mended: all tests pass', after.isPassed)
  holds('the commit is in the repository', project.git('log', '--format=%s', '-1') === message)
}

async function misbehave({ agent, project, attempts }: Stage): Promise<void> {
  chapter('The agent goes astray')
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
  note('The last one is the second under a harmless name: what no policy knows is denied.')
  const [upload, deletion, tidying] = refused
  holds('sending the source away was held, and was not done', isHeld(upload))
  holds('deleting the repository was held, and was not done', isHeld(deletion))
  holds('the unknown name was denied, and was not done', tidying?.verdict === 'deny' && !tidying.isDone)
  holds('the repository is whole', project.exists() && project.git('status', '--porcelain') === '')
}

async function keepCheckpoint({ admin, orgId }: Stage): Promise<{ file: string; size: number }> {
  const checkpoint = await admin.log.checkpoint({ org_id: orgId })
  const file = join(folder, 'checkpoint.json')
  writeFileSync(file, JSON.stringify(checkpoint))
  say(
    'auditor',
    `keeps a checkpoint: ${checkpoint.tree_size} receipts, root ${checkpoint.root.slice(0, 16)}…`,
  )
  return { file, size: checkpoint.tree_size }
}

async function stopIt({ admin, agent, agentId, attempts, project }: Stage): Promise<void> {
  chapter('A human stops it')
  const { status } = await admin.agents.quarantine({
    agent_id: agentId,
    reason: 'tried to send the source away',
  })
  say('human', `quarantines the agent: it is ${status}`)
  const last = await agent.attempt('read_file', { path: 'total.js' }, () => project.read('total.js'))
  attempts.push(last)
  holds('not even reading is allowed any more', last.verdict === 'deny' && !last.isDone)
}

function isDone(attempt: Attempt): boolean {
  return attempt.verdict === 'allow' && attempt.isDone
}

function isHeld(attempt: Attempt | undefined): boolean {
  return attempt?.verdict === 'require_approval' && !attempt.isDone
}

function finish(): void {
  const count = failed()
  title(count === 0 ? green('Everything held.') : red(`${count} of the claims above did not hold.`))
  if (isKept) note(`The files are in ${folder}`)
  process.exitCode = count === 0 ? 0 : 1
}
