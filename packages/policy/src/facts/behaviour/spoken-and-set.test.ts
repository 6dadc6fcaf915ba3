// Tests what is only said in a command line, and what a call that reads by its name sets or sends after all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import { behaviourOfCall as of } from '../../../test/kinds.ts'

const SAID = [
  "git commit -m 'drop database column from the docs'",
  "git commit -am 'truncate table names in the log'",
  "git tag -a v1 -m 'drop table support'",
  "git stash push -m 'delete from cart, half done'",
  "gh issue create --title 'drop table fails' --body 'drop database shop; is refused'",
  "gh pr create --title 'truncate table headers'",
  "glab mr create --title 'drop table users from the schema'",
  "hg commit -m 'drop database links'",
  "svn commit -m 'drop table prefix'",
  "logger 'drop table was refused'",
  "notify-send 'drop database is done'",
  'aws s3 rm s3://reports/2019 --recursive --dryrun',
  'aws s3 rm s3://reports --recursive --dryrun',
]
const TESTED = [
  'pytest -k test_truncate_table',
  'python -m pytest -k drop_database',
  'poetry run pytest tests/test_delete_all_data.py -k delete_all',
  'go test -run drop_table ./...',
  'cargo test wipe_disk',
  'npx jest -t delete-account',
  'vitest run purge-volumes',
  'rspec -e drop_schema',
  'phpunit --filter delete_user_data',
  'dotnet test --filter drop_tables',
  'uv run pytest -k purge_db',
]
const UNTESTED = [
  'pytest -k x && dropdb shop',
  'go run drop_table',
  'cargo run wipe_disk',
  'npx prisma migrate reset',
  'python -m drop_database',
  'poetry run drop database',
  'mix ecto.drop',
  'rails db:drop',
  'pytest; rm -rf /srv',
  "pytest -k x; psql -c 'drop table users'",
  'dotnet ef database drop',
]
const RUN = [
  "psql -c 'drop database shop'",
  "mysql -e 'drop table users'",
  "sqlite3 shop.db 'drop table users'",
  "kubectl exec db -- psql -c 'truncate table users'",
  'ssh db \'psql -c "drop database shop"\'',
  "git commit -m x && psql -c 'drop database shop'",
  "git push origin main; mysql -e 'drop database shop'",
  'rm -rf /srv/data --dryrun',
  'aws s3 rm s3://reports --recursive',
  "clickhouse-client -q 'drop table hits'",
  "docker exec db mysql -e 'drop database shop'",
]

test('a statement in a message of a commit, a title or a note does nothing, and one for a database does', () => {
  function wipes(command: string) {
    return of('shell:run', { command }).runs.includes('wipes')
  }
  assert.deepEqual(SAID.filter(wipes), [])
  assert.deepEqual(
    RUN.filter((command) => !wipes(command)),
    [],
  )
})

const MUTATION = 'mutation Tidy { removeWorkspace(id: 3) { ok } }'

const SET: [string, JsonObject][] = [
  ['list_pods', { namespace: 'web', set_image: 'x:2' }],
  ['get_deployment', { name: 'web', 'set-replicas': 0 }],
  ['describe_service', { patchManifest: { a: 1 } }],
  ['get_user', { id: 1, set_role: 'admin' }],
  ['show_account', { reset_password: 'x' }],
  ['read_config', { overrideConfig: { a: 1 } }],
  ['get_status', { switch_traffic: '100' }],
  ['list_policies', { replace_policy: 'x' }],
  ['get_function', { update_env: { A: 'b' } }],
  ['get_ticket', { update_status: 'closed' }],
  ['check_release', { version: '4.1.0', promote: 'true' }],
  ['get_invoice', { id: 4, send: 'TRUE' }],
  ['list_files', { delete: 'true' }],
  ['graphql_lookup', { document: MUTATION }],
  ['get_data', { gql: MUTATION }],
  ['fetch_page', { operation: MUTATION }],
  ['hasura_request', { mutation: MUTATION }],
]
const LOOKS: [string, JsonObject][] = [
  ['list_pods', { namespace: 'web', image: 'x:2' }],
  ['get_deployment', { name: 'web', replicas: 3 }],
  ['list_images', { image_set: 'a' }],
  ['get_user', { id: 1, role: 'admin' }],
  ['get_dataset', { set_id: 4, set_size: 10 }],
  ['list_updates', { updated_since: '2026-01-01', update_time: 'x' }],
  ['list_changes', { change_id: 'c1', change_type: 'config' }],
  ['list_tags', { tag_set: 'x', patch_version: '3' }],
  ['get_ticket', { status: 'closed', set_status: null }],
  ['graphql_lookup', { document: 'query Find { workspace(id: 3) { name } }' }],
  ['get_document', { document: 'notes on the mutation of cells' }],
  ['list_operations', { operation_id: 'op4' }],
  ['check_release', { version: '4.1.0', promote: 'false' }],
  ['list_files', { include_deleted: 'true', recursive: 'true' }],
  ['get_invoice', { id: 4, sent: 'no' }],
  ['slugify', { text: 'Größe' }],
]

test('what a call sets or sends whose name reads counts, and what it only asks for does not', () => {
  function isMore([tool, given]: [string, JsonObject]) {
    return of(tool, given).effects.some((one) => !['read', 'unknown'].includes(one))
  }
  assert.deepEqual(
    SET.filter((one) => !isMore(one)),
    [],
  )
  assert.deepEqual(LOOKS.filter(isMore), [])
})

test('a name that destroys the whole says so in one word, too', () => {
  function wipes(tool: string) {
    return of(tool, {}).runs.includes('wipes')
  }
  const whole = `DROPDATABASE droptable truncatetables wipedisk FORMATDISK purgeAllTables destroyvolume deletedatabase
    eraseDrive flushdb dropschema shreddisk`
  const other = `formattable droplet dropdown deleterow deletetablerow purgecache wiperspeed tabledrop_zone flushlogs
    erasehighlight destroysession databasedump deletedraft`
  function named(text: string) {
    return text.split(/\s+/)
  }
  assert.deepEqual(
    named(whole).filter((tool) => !wipes(tool)),
    [],
  )
  assert.deepEqual(named(other).filter(wipes), [])
})

test('what a test is called is not done, and what is run beside tests is', () => {
  function wipes(command: string) {
    return of('shell:run', { command }).runs.includes('wipes')
  }
  assert.deepEqual(TESTED.filter(wipes), [])
  assert.deepEqual(
    UNTESTED.filter((command) => !wipes(command)),
    [],
  )
})

test('which ones are looked for does nothing in a look, and what else is switched on in one is', () => {
  const looked: [string, JsonObject][] = [
    ['list_doctors', { accepting_new: true }],
    ['search_shops', { shipping_abroad: true }],
    ['find_jobs', { hiring_now: true }],
    ['search_dealers', { buying_used: true }],
    ['list_restaurants', { delivering_home: true }],
    ['search_stores', { selling_tickets: true }],
    ['find_pharmacies', { taking_cards: true }],
    ['list_studies', { paying_participants: true }],
    ['find_hotels', { offering_refund: true }],
    ['list_clubs', { participating_only: true }],
  ]
  const done: [string, JsonObject][] = [
    ['list_doctors', { accept_new: true }],
    ['search_shops', { ship: true }],
    ['find_jobs', { hire_now: true }],
    ['search_dealers', { buy_used: true }],
    ['list_files', { delete_all: true }],
    ['search_stores', { sell_tickets: true }],
    ['find_pharmacies', { pay: true }],
    ['list_studies', { deleting_old: true }],
    ['find_hotels', { refund: true }],
    ['list_clubs', { accepting: true }],
  ]
  function isLook([tool, given]: [string, JsonObject]) {
    return of(tool, given).effects.every((effect) => effect === 'read')
  }
  assert.deepEqual(
    looked.filter((call) => !isLook(call)),
    [],
  )
  assert.deepEqual(done.filter(isLook), [])
})
