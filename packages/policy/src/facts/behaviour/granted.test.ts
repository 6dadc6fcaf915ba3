// Tests whom arguments let in, what they are about when nothing is selected, and what starts or is paid by itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import type { EffectWord } from '../../model/cedar.ts'
import type { Facts } from '../../model/facts.ts'
import { effectsOf } from '../effects.ts'
import { behaviourIn, readingOf } from '../reading.ts'

function of(tool: string, given: JsonObject): readonly string[] {
  const agent = { id: 'agt_1', status: 'active' as const, roles: [], labels: {} }
  const facts: Facts = { agent, environment: 'production', action: tool, tool, arguments: given }
  return effectsOf(facts, behaviourIn(readingOf(facts)).effects)
}

type Call = readonly [tool: string, given: JsonObject]
type Kind = {
  readonly title: string
  readonly effect: EffectWord
  readonly told: readonly Call[]
  /** Calls beside them that read or change something and do no more. */
  readonly ordinary: readonly Call[]
}

const URL = 'https://api.example.com/a'
const RUN = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run'

const KINDS: readonly Kind[] = [
  {
    title: 'everybody is let in wherever it is said who may',
    effect: 'rights',
    told: [
      ['modify_snapshot_attribute', { CreateVolumePermission: { Add: [{ Group: 'all' }] } }],
      ['modify_image_attribute', { UserGroups: ['all'], Attribute: 'launchPermission' }],
      ['modify_snapshot_attribute', { AttributeName: 'restore', ValuesToAdd: ['all'] }],
      ['modify_snapshot_attribute', { CreateVolumePermission: { Add: [{ UserId: '123456789012' }] } }],
      ['update_document', { grants: [{ grantee: 'everyone', level: 'read' }] }],
      ['update_folder', { members: ['allAuthenticatedUsers'] }],
      ['put_object', { GrantRead: 'uri=http://acs.amazonaws.com/groups/global/AllUsers' }],
      ['update_page', { viewers: 'everyone' }],
      ['update_board', { readers: ['*'] }],
      ['update_file', { who_can_view: 'anyone' }],
      ['save_report', { readable_by: 'world' }],
      ['update_list', { editors: ['all'] }],
      ['update_album', { access: { group: 'public' } }],
    ],
    ordinary: [
      ['update_task', { group: 'all' }],
      ['update_filter', { members: ['ann', 'bob'] }],
      ['update_page', { viewers: ['ann'] }],
      ['create_label', { scope: 'all' }],
      ['update_story', { category: 'world' }],
      ['update_view', { group: 'public' }],
      ['search_docs', { readers: 'everyone' }],
      ['update_note', { text: 'everyone may read this' }],
      ['update_report', { title: 'all users' }],
      ['update_task', { account: 'default' }],
      ['update_task', { user: 'world' }],
      ['update_item', { user: 'everyone' }],
      ['list_files', { access: { group: 'all' } }],
    ],
  },
  {
    title: 'a switch that lets in who is not known takes a protection away',
    effect: 'rights',
    told: [
      ['update_space', { anonymousAccess: true }],
      ['update_space', { guest_access: 'enabled' }],
      ['modify_db_instance', { PubliclyAccessible: true }],
      ['update_wiki', { isPublic: true }],
      ['update_form', { publicly_readable: true }],
      ['update_bucket', { worldReadable: true }],
      ['update_doc', { externalSharing: 'enabled' }],
      ['update_doc', { public_link: true }],
      ['update_site', { makePublic: 'yes' }],
      ['update_board', { anyoneEdit: true }],
      ['update_topic', { unauthenticated_read: true }],
      ['update_rules', { allow_merge_without_review: true }],
      ['update_video', { privacy: 'unlisted' }],
    ],
    ordinary: [
      ['list_pages', { includePublic: true }],
      ['create_network', { external: true }],
      ['update_wiki', { isPublic: false }],
      ['update_space', { anonymousAccess: false }],
      ['create_comment', { anonymous: true }],
      ['update_page', { external_links: true }],
      ['update_page', { open: true }],
      ['create_survey', { guest: true }],
      ['update_map', { world: true }],
      ['list_forms', { isPublic: true }],
      ['update_page', { read_only: true }],
      ['update_page', { allow_without_title: true }],
      ['update_video', { label: 'unlisted' }],
    ],
  },
  {
    title: 'an app or a key gets wide scopes',
    effect: 'rights',
    told: [
      ['patch_app_registration', { requiredResourceAccess: [{ permission: 'Directory.ReadWrite.All' }] }],
      ['update_app', { scopes: ['repo', 'admin:org'] }],
      ['update_app', { permissions: { contents: 'write' } }],
      ['update_app', { permission: [{ name: 'contents' }] }],
      ['create_integration', { scope: 'https://www.googleapis.com/auth/drive' }],
      ['create_integration', { scopes: ['Mail.ReadWrite'] }],
      ['update_client', { scope: 'payments:write users:read' }],
      ['update_bot', { scopes: '*' }],
      ['update_app', { privileges: ['s3:*'] }],
      ['update_app', { oauth_scopes: ['crm.objects.contacts.write'] }],
      ['update_client', { scope: 'files.full_access' }],
    ],
    ordinary: [
      ['edit_note', { scope: 'paragraph' }],
      ['update_file', { permissions: '644' }],
      ['create_task', { scope: 'sprint 4' }],
      ['git_commit', { scope: 'admin-ui', message: 'x' }],
      ['git_commit', { scope: 'api/write', message: 'x' }],
      ['git_commit', { scope: 'write-ahead-log', message: 'x' }],
      ['update_app', { scopes: ['read:user'] }],
      ['update_app', { scopes: ['Mail.Read'] }],
      ['create_ticket', { role: 'copy writer' }],
      ['list_apps', { scopes: ['admin:org'] }],
      ['update_page', { permissions: [] }],
      ['update_task', { scope: 'all' }],
    ],
  },
  {
    title: 'a change of several without a selection is one of all',
    effect: 'destructive',
    told: [
      ['mongo_update_many', { filter: {}, update: { $unset: { history: '' } } }],
      ['updateMany', { where: {}, data: { a: 1 } }],
      ['update_documents', { filter: {}, set: { a: 1 } }],
      ['es_update_by_query', { query: { match_all: {} } }],
      ['patch_rows', { where: '1=1', set: { a: 1 } }],
      ['update_rows', { filter: 'true', set: { a: 1 } }],
      ['modify_records', { criteria: {}, a: 1 }],
      ['set_records', { selector: {}, a: 1 }],
      ['bulk_update', { query: {}, a: 1 }],
      ['batch_edit', { conditions: {}, a: 1 }],
      ['replace_documents', { match: { matchAll: {} } }],
    ],
    ordinary: [
      ['update_one', { filter: {}, update: { a: 1 } }],
      ['update_view', { filter: {} }],
      ['update_settings', { filter: {} }],
      ['update_search_filters', { query: {} }],
      ['update_tasks', { filter: { id: 1 }, status: 'x' }],
      ['update_documents', { where: { id: 1 }, a: 1 }],
      ['count_documents', { filter: {} }],
      ['find_rows', { where: '1=1' }],
      ['update_many', { filter: { a: 1 }, options: {} }],
      ['create_records', { query: {} }],
      ['list_records', { filter: {} }],
    ],
  },
  {
    title: 'what is kept no more is gone, whatever the name says',
    effect: 'destructive',
    told: [
      ['compact_history', { keep_versions: 0 }],
      ['list_snapshots', { keep_days: 0 }],
      ['condense_log', { retain_generations: '0' }],
      ['update_plan', { keepLast: 0 }],
      ['optimize_store', { preserve_backups: 0 }],
      ['check_releases', { keep_latest: 0 }],
      ['update_job', { retain_builds: 0 }],
      ['sort_images', { keep_count: 0 }],
      ['archive_notes', { keep_copies: 0 }],
      ['view_history', { keep_number: 0 }],
    ],
    ordinary: [
      ['compact_history', { keep_versions: 5 }],
      ['get_logs', { keep_alive: 0 }],
      ['list_snapshots', { keep: 0 }],
      ['list_snapshots', { days: 0 }],
      ['update_task', { keep_open: 0 }],
      ['get_versions', { last: 0 }],
      ['update_text', { keep_spaces: 0 }],
      ['sort_images', { keep_aspect: 0 }],
      ['find_files', { version: 0 }],
      ['update_note', { preserve_case: 0 }],
    ],
  },
  {
    title: 'what starts with Windows, or in place of something else, runs',
    effect: 'later',
    told: [
      ['set_registry_value', { key: RUN, name: 'Updater', data: 'x' }],
      ['set_registry_value', { path: 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce' }],
      ['write_value', { key: 'HKEY_CURRENT_USER/Software/Microsoft/Windows/CurrentVersion/Run/x' }],
      ['set_value', { key: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\updater', name: 'ImagePath' }],
      ['update_key', { key: 'HKCU\\Software\\Classes\\ms-settings\\shell\\open\\command' }],
      ['set_key', { key: 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon', name: 'Shell' }],
      ['set_key', { key: 'HKCU\\Software\\Classes\\CLSID\\{1}\\InprocServer32' }],
      [
        'set_key',
        { key: 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\a.exe' },
      ],
      ['set_key', { key: 'HKCU\\Software\\Microsoft\\Command Processor', name: 'AutoRun' }],
      ['set_key', { key: 'Computer\\HKLM\\System\\ControlSet001\\Control\\Session Manager' }],
    ],
    ordinary: [
      ['get_registry_value', { key: RUN }],
      ['set_registry_value', { key: 'HKCU\\Software\\Vendor\\App', name: 'Theme' }],
      ['set_registry_value', { key: 'HKCU\\Control Panel\\Desktop', name: 'Wallpaper' }],
      ['set_value', { key: 'software/currentversion' }],
      ['set_value', { key: 'HKCU\\Software\\Vendor\\Runner' }],
      ['update_note', { text: `Run: ${RUN}` }],
      ['set_value', { key: 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Advanced' }],
      ['update_task', { title: 'services' }],
      ['set_value', { key: 'HKCU\\Console', name: 'FontSize' }],
      ['set_value', { key: 'HKCU\\Keyboard Layout\\Preload', name: '1' }],
    ],
  },
  {
    title: 'what is renewed or paid by itself is owed',
    effect: 'pay',
    told: [
      ['create_domain', { auto_renew: true }],
      ['update_plan', { autoRenewal: true }],
      ['update_account', { autopay: 'on' }],
      ['update_account', { auto_recharge: true }],
      ['set_account', { autoReload: true }],
      ['configure_line', { autoTopup: 1 }],
      ['update_loan', { automaticPayments: true }],
      ['update_account', { enable_autopay: true }],
      ['set_rule', { auto_buy: true }],
      ['update_licence', { auto_renew_enabled: true }],
      ['update_account', { automatic_billing: 'yes' }],
    ],
    ordinary: [
      ['update_lease', { auto_renew: true }],
      ['update_lock', { auto_renew: true }],
      ['update_cache_ticket', { autoRenew: true }],
      ['update_domain', { auto_renew: false }],
      ['update_editor', { auto_save: true }],
      ['update_form', { autocomplete: true }],
      ['list_domains', { auto_renew: true }],
      ['update_page', { auto_refresh: true }],
      ['update_player', { autoplay: true }],
      ['update_view', { auto_scroll: true }],
    ],
  },
  {
    title: 'a method among options is a method',
    effect: 'outward',
    told: [
      ['fetch', { url: URL, args: ['-X', 'PUT'] }],
      ['fetch', { url: URL, options: ['-XPUT'] }],
      ['fetch', { url: URL, args: ['--request=PATCH'] }],
      ['fetch', { url: URL, flags: '-X POST' }],
      ['fetch_url', { url: URL, extra_args: ['--request', 'post'] }],
      ['web_get', { url: URL, args: ['--method=PUT'] }],
      ['http', { args: ['PUT', URL] }],
      ['read_url', { args: ['-s', '-X', 'POST', URL] }],
      ['fetch', { args: ['-s', 'PATCH', URL] }],
      ['get_json', { url: URL, params: ['-X', 'PUT'] }],
    ],
    ordinary: [
      ['fetch', { url: URL, args: ['-X', 'GET'] }],
      ['fetch', { url: URL, args: ['--request=HEAD'] }],
      ['fetch', { url: URL, args: ['-s', '-L'] }],
      ['fetch', { url: URL, args: ['-sSL', '-H', 'Accept: text/html'] }],
      ['fetch', { url: URL, args: ['--max-time', '5'] }],
      ['search', { args: ['-i', 'DELETE'] }],
      ['fetch', { args: ['GET', URL] }],
      ['list_files', { args: ['-X'] }],
      ['get_page', { url: URL, options: ['--compressed'] }],
      ['fetch', { url: URL, args: ['-k', '--http2'] }],
    ],
  },
  {
    title: 'a mutation within a URL changes something',
    effect: 'outward',
    told: [
      ['load_json', { url: `${URL}?query=mutation%7BupdateWorkspace(id%3A7)%7Bid%7D%7D` }],
      ['fetch', { url: `${URL}?query=mutation+%7B+a+%7D` }],
      ['fetch', { url: `${URL}?x=1&query=mutation%20M%20%7Ba%7Bb%7D%7D` }],
      ['get_json', { url: `${URL}?gql=mutation{a{b}}` }],
      ['fetch', { url: `${URL}?query={a}%20mutation{b{c}}` }],
      ['fetch', { url: `/graphql?query=mutation{a}` }],
      ['fetch', { url: `${URL}?mutation=mutation%7Ba%7D#x` }],
      ['read_url', { url: `${URL}?query=mutation(%24a:Int)%7Ba(b:%24a)%7D` }],
      ['fetch', { request: `{"url":"${URL}?query=mutation%7Ba%7D"}` }],
      ['fetch', { url: `${URL};query=mutation%7Ba%7D` }],
    ],
    ordinary: [
      ['fetch', { url: `${URL}?query=%7Bme%7Bid%7D%7D` }],
      ['fetch', { url: `${URL}?query=query%7Ba%7D` }],
      ['fetch', { url: `${URL}?query=mutation` }],
      ['fetch', { url: `${URL}?query=mutation+of+genes` }],
      ['fetch', { url: `${URL}?q=mutation%7Ba%7D` }],
      ['fetch', { url: `${URL}/mutation` }],
      ['fetch', { url: `${URL}?query=%E0%A4%A` }],
      ['fetch', { url: `${URL}?subject=mutation` }],
      ['fetch', { url: `${URL}?query=the+mutation+%7Bsic%7D` }],
      ['fetch', { url: `${URL}#query=x` }],
    ],
  },
  {
    title: 'what is read by the name of a secret is a secret',
    effect: 'secrets',
    told: [
      ['keyvault_get', { secretName: 'sql-admin' }],
      ['get_value', { secret_id: 'a' }],
      ['read_item', { secret_path: 'a/b' }],
      ['fetch_entry', { secretArn: 'arn:aws:x' }],
      ['get_version', { secret_name: 'a' }],
      ['show_item', { secretRef: 'a' }],
      ['retrieve_item', { secret_uri: 'a' }],
      ['read_items', { secret_ids: ['a', 'b'] }],
      ['get_item', { source: { secretName: 'a' } }],
      ['lookup_item', { secretIdentifier: 'a' }],
    ],
    ordinary: [
      ['get_rotation_status', { secret_id: 'a' }],
      ['get_metadata', { secretName: 'a' }],
      ['count_versions', { secret_limit: 'a' }],
      ['get_item', { name: 'a' }],
      ['get_item', { item_id: 'a' }],
      ['find_page', { title: 'secret name' }],
      ['get_item', { secretary_name: 'ann' }],
      ['get_history', { secret_id: 'a' }],
      ['list_items', { path: 'a/b' }],
      ['get_expiry', { secret_arn: 'arn:aws:x' }],
    ],
  },
]

const ORDINARY = ['read', 'change', 'unknown']

for (const { title, effect, told, ordinary } of KINDS)
  test(`${title}, and what stands near it is ordinary work`, () => {
    assert.ok(told.length >= 10 && ordinary.length >= 10)
    assert.deepEqual(
      told.filter(([tool, given]) => !of(tool, given).includes(effect)),
      [],
    )
    assert.deepEqual(
      ordinary.filter(([tool, given]) => of(tool, given).some((one) => !ORDINARY.includes(one))),
      [],
    )
  })
