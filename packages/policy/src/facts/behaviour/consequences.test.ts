// Tests what a change comes to by the members that it sets, beside changes that come to no more.
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

const KINDS: readonly Kind[] = [
  {
    title: 'a protection is off by whatever is put in its place',
    effect: 'rights',
    told: [
      ['update_project', { ssoProtection: null }],
      ['update_project', { passwordProtection: null }],
      ['update_table', { rls_enabled: false }],
      ['update_organization', { two_factor_requirement: false }],
      ['update_zone_setting', { setting: 'security_level', value: 'essentially_off' }],
      ['update_option', { name: 'require_mfa', value: 'off' }],
      ['update_option', { key: 'waf', value: false }],
      ['update_site', { csp: null }],
      ['update_site', { hsts: 'disabled' }],
      ['edit_settings', { settings: [{ name: 'sandbox', value: 'none' }] }],
      ['update_community', { moderation: false }],
      ['update_app', { csrf_protection: 'no' }],
      ['update_project', { dataScrubber: false }],
      ['update_method', { authorizationType: 'NONE' }],
      ['update_datasource', { tlsSkipVerify: true }],
      ['update_page', { restrictions: [] }],
      ['update_page', { rules: [{ reviews: null }, { reviews: false }] }],
      ['update_page_restrictions', { page: 1 }],
      ['modify_channel', { permission_overwrites: [{ id: '1', allow: '1024' }] }],
      ['update_file', { link_access: 'view' }],
      ['add_member', { email: 'x@other.test' }],
    ],
    ordinary: [
      ['update_task', { reviewer: null }],
      ['update_task', { approver: null }],
      ['update_project', { ssoProtection: 'all' }],
      ['update_table', { rls_enabled: true }],
      ['update_option', { name: 'theme', value: 'off' }],
      ['update_option', { key: 'color', value: null }],
      ['list_options', { name: 'waf', value: false }],
      ['update_note', { factory: false }],
      ['update_view', { grid: false, sort: null }],
      ['update_task', { due: null, parent: null }],
      ['update_page', { restrictions: ['a'], tags: [] }],
      ['update_settings', { security_questions: null, security_newsletter: false }],
      ['update_method', { authorizationType: 'AWS_IAM' }],
      ['update_page', { author: false, link_title: 'view' }],
      ['update_file', { link_access: 'none' }],
      ['add_contact', { email: 'x@other.test' }],
      ['add_member_note', { text: 'x@other.test' }],
      ['update_page', { description: null }],
    ],
  },
  {
    title: 'who is paid from then on',
    effect: 'pay',
    told: [
      ['update_account', { external_account: { iban: 'DE89370400440532013000' } }],
      ['update_supplier', { iban: 'DE89370400440532013000' }],
      ['edit_vendor', { routing_number: '110000000' }],
      ['set_details', { sort_code: '10-20-30' }],
      ['patch_employee', { bankAccount: 'x' }],
      ['change_details', { payout_destination: 'x' }],
      ['modify_profile', { walletAddress: '0xabc' }],
      ['update_partner', { swift_code: 'ABCDEFGH' }],
      ['upsert_vendor', { bank_account_number: '1' }],
      ['update_profile', { paypal_email: 'x@evil.test' }],
      ['update_quantity', { subscription: 's', quantity: 900 }],
      ['change_seats', { subscription_id: 's', seats: 40 }],
      ['update_compensation', { employee: 'e', rate: '95000' }],
    ],
    ordinary: [
      ['update_account', { account_number: 'A-1' }],
      ['get_supplier', { iban: 'DE89370400440532013000' }],
      ['find_supplier', { iban: 'x' }],
      ['update_supplier', { city: 'Rome' }],
      ['update_document', { swift: true }],
      ['update_route', { route_number: '4' }],
      ['update_item', { sort: 'code' }],
      ['update_contact', { zip_code: '10203' }],
      ['update_profile', { address: 'Main St' }],
      ['create_note', { text: 'the iban is wrong' }],
      ['update_item', { quantity: 40 }],
      ['get_plan', { subscription: 's', plan: 'p' }],
    ],
  },
  {
    title: 'a state that is reached by sending or deciding',
    effect: 'outward',
    told: [
      ['create_envelope', { status: 'sent' }],
      ['update_article', { status: 'published' }],
      ['update_product', { state: 'live' }],
      ['update_claim', { status: 'approved' }],
      ['update_fine', { status: 'paid' }],
      ['set_document', { status: 'signed' }],
      ['create_report', { status: 'submitted' }],
      ['update_page', { publish_status: 'publish' }],
      ['update_parcel', { status: 'shipped' }],
      ['update_build', { state: 'released' }],
    ],
    ordinary: [
      ['update_task', { status: 'approved' }],
      ['update_issue', { state: 'released' }],
      ['update_lead', { status: 'sent' }],
      ['update_article', { status: 'draft' }],
      ['list_articles', { status: 'published' }],
      ['update_card', { status: 'done' }],
      ['update_page', { status: 'in review' }],
      ['search_orders', { status: 'paid' }],
      ['update_article', { title: 'sent' }],
      ['update_document', { status: 'archived' }],
    ],
  },
  {
    title: 'a rule that forwards',
    effect: 'outward',
    told: [
      ['update_route', { expression: 'catch_all()', action: "forward('x@evil.test')" }],
      ['update_rule', { effect: 'redirect: x@evil.test' }],
      ['create_filter', { action: 'forward:x@evil.test' }],
      ['add_action', { run: 'resend "x@evil.test"' }],
      ['set_config', { line: 'bcc = x@evil.test' }],
      ['create_automation', { effect: 'forwardTo(x@evil.test)' }],
      ['update_flow', { step: 'relay <x@evil.test>' }],
      ['add_inbox_action', { do: 'Forward x@evil.test' }],
      ['create_alias', { line: 'redirect: "x@evil.test"' }],
      ['update_settings', { value: 'forward x@evil.test' }],
    ],
    ordinary: [
      ['create_filter', { criteria: 'from:x@evil.test' }],
      ['update_rule', { name: 'forward' }],
      ['update_rule', { condition: 'x@evil.test' }],
      ['update_note', { text: 'forward to x@evil.test' }],
      ['update_page', { body: 'forward: x@evil.test' }],
      ['list_rules', { action: "forward('x@evil.test')" }],
      ['update_task', { title: 'redirect x@evil.test' }],
      ['update_rule', { action: 'label(x)' }],
      ['update_rule', { action: 'archive' }],
      ['update_settings', { signature: 'x@example.com' }],
    ],
  },
  {
    title: 'what holds much is kept for less long',
    effect: 'destructive',
    told: [
      ['alter_topic', { configs: { 'retention.ms': '1' } }],
      ['update_table', { expirationTime: '1' }],
      ['update_bucket', { lifecycle: 'days=1' }],
      ['set_index', { ttl: 60 }],
      ['modify_dataset', { default_table_expiration_ms: 1 }],
      ['put_collection', { ttl_seconds: 1 }],
      ['patch_database', { retention_days: 1 }],
      ['update_storage', { retentionInDays: 1 }],
      ['configure_topic', { retention_bytes: 1 }],
      ['update_mailbox', { expiry: '1d' }],
      ['write_table', { table: 'users', if_exists: 'replace' }],
      ['import_csv', { table: 'users', mode: 'truncate' }],
      ['load_rows', { dataset: 'd', write_disposition: 'WRITE_TRUNCATE' }],
      ['set_autoscaling', { max: 0 }],
    ],
    ordinary: [
      ['update_note', { ttl: 60 }],
      ['set_reminder', { expiry: '1d' }],
      ['get_bucket', { retention: 1 }],
      ['list_tables', { expiry: '1d' }],
      ['update_account', { session_ttl: 60 }],
      ['update_table', { cache_ttl: 60 }],
      ['update_table', { description: 'x' }],
      ['update_task', { expiration: '2027-01-01' }],
      ['create_table', { name: 'retention' }],
      ['update_index', { description: 'ttl' }],
      ['update_table_row', { table: 't', values: { expiry: '1d' } }],
      ['update_table', { rows: [{ expiry: '1d' }] }],
      ['update_record', { collection: 'books', data: { mode: 'replace' } }],
      ['write_file', { path: 'a', mode: 'overwrite' }],
      ['import_csv', { table: 'users', mode: 'append' }],
      ['set_autoscaling', { min: 0, max: 4 }],
      ['update_image', { mode: 'replace' }],
    ],
  },
  {
    title: 'code for something that happens, and the program that an editor runs',
    effect: 'later',
    told: [
      ['set_variable', { dag_code: 'import os' }],
      ['update_item', { handler_code: 'def main(): pass' }],
      ['update_item', { function_code: 'run(1)' }],
      ['update_item', { hookCode: 'const a = 1;' }],
      ['update_item', { worker_code: 'a\nb' }],
      ['update_settings', { 'terminal.integrated.automationProfile.linux': { path: '/tmp/x' } }],
      ['update_settings', { 'python.defaultInterpreterPath': '/tmp/x' }],
      ['update_settings', { 'typescript.tsdk': '/tmp/x' }],
      ['update_settings', { 'eslint.nodePath': '/tmp/x' }],
      ['update_settings', { 'go.executablePath': '/tmp/x' }],
      ['add_pre_commit', { repo: 'x' }],
      ['add_post_install', { line: 'x' }],
      ['set_git_config', { section: 'core', key: 'sshCommand', value: '/tmp/x' }],
      ['add_userscript', { code: 'x' }],
    ],
    ordinary: [
      ['update_contact', { zip_code: '10203' }],
      ['update_item', { product_code: 'import-4' }],
      ['update_item', { job_code: 'J-12' }],
      ['update_item', { event_code: 'E4' }],
      ['update_settings', { 'editor.fontSize': 12 }],
      ['update_settings', { 'files.exclude': { a: true } }],
      ['update_settings', { 'workbench.colorTheme': 'Dark' }],
      ['update_settings', { 'output.format': 'json' }],
      ['get_settings', { 'python.defaultInterpreterPath': '/tmp/x' }],
      ['update_settings', { 'a.b': 'c' }],
      ['set_git_config', { section: 'user', key: 'name', value: 'Ann' }],
      ['update_page', { section: 'core', key: 'title' }],
    ],
  },
  {
    title: 'a command for when something begins or ends',
    effect: 'execute',
    told: [
      ['create_vm', { user_data: '#!/bin/sh\nid' }],
      ['create_instance', { UserData: 'id' }],
      ['update_image', { cloud_init: 'runcmd: [id]' }],
      ['update_scale_set', { customData: 'id' }],
      ['update_devcontainer', { postCreateCommand: 'sh x.sh' }],
      ['update_devcontainer', { post_attach_command: 'sh x.sh' }],
      ['update_service', { start_command: 'sh x.sh' }],
      ['update_site', { deployCommand: 'sh x.sh' }],
      ['update_project', { releaseCommand: 'sh x.sh' }],
      ['update_repo', { lint_command: 'sh x.sh' }],
      ['update_item', { healthcheck_command: 'sh x.sh' }],
    ],
    ordinary: [
      ['update_bot', { voice_command: 'hello' }],
      ['update_menu', { slash_command: '/ask' }],
      ['update_user', { user_info: 'x' }],
      ['update_page', { custom_fields: 'x' }],
      ['update_note', { text: 'start command: npm start' }],
      ['update_item', { test: 'npm test' }],
      ['update_item', { release: '1.2.0' }],
      ['update_item', { commit: 'abc' }],
      ['update_item', { create_date: '2026-11-27' }],
      ['update_item', { health: 'good' }],
    ],
  },
  {
    title: 'what is asked for by the name of a credential',
    effect: 'secrets',
    told: [
      ['doppler_get', { name: 'STRIPE_API_KEY' }],
      ['get', { name: 'DB_PASSWORD' }],
      ['read_item', { key: 'GITHUB_TOKEN' }],
      ['fetch_entry', { id: 'SENTRY_DSN' }],
      ['get_item', { variable: 'AWS_SECRET_ACCESS_KEY' }],
      ['get_items', { names: ['CI_TOKEN', 'A'] }],
      ['show', { entry: 'JWT_SECRET' }],
      ['lookup', { key: 'SMTP_PASS' }],
      ['bitwarden_get', { id: '1' }],
      ['infisical_read', { id: '1' }],
    ],
    ordinary: [
      ['find_symbol', { name: 'STRIPE_API_KEY' }],
      ['search_code', { key: 'GITHUB_TOKEN' }],
      ['get_definition', { name: 'DB_PASSWORD' }],
      ['find_usages', { name: 'JWT_SECRET' }],
      ['get_item', { name: 'HOME' }],
      ['get_item', { name: 'PRIMARY_KEYS' }],
      ['get_page', { title: 'STRIPE_API_KEY' }],
      ['get_item', { name: 'keyboard' }],
      ['get_column', { name: 'FOREIGN_KEY' }],
      ['get_status', { name: 'BUILD_NUMBER' }],
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
