// Tests which effect is read from the names of actions and tools, with a table of real ones.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../../model/budget.ts'
import { EFFECTS, type Effect } from '../../model/cedar.ts'
import { readDeclared } from '../declared.ts'
import { effectOf } from '../effects.ts'
import { effectOfName, effectOfText, effectsOfName } from './effect-of-name.ts'
import { FILLERS, READERS, THINGS, VERBS } from './effect-words.ts'
import { wordsOf } from './words.ts'

function names(text: string): string[] {
  return text.split(/\s+/).filter((name) => name !== '')
}

const TABLE: Record<Effect, string[]> = {
  read: names(`
    read_file read_text_file read_media_file read_multiple_files list_directory list_directory_with_sizes
    directory_tree search_files get_file_info list_allowed_directories readFile read-file ReadFile READ_FILE
    get_me get_issue list_issues search_issues issue_read get_pull_request list_pull_requests pull_request_read
    search_pull_requests get_pull_request_diff get_commit list_commits list_branches get_tag get_latest_release
    list_releases get_file_contents search_code search_repositories get_job_logs get_workflow_run
    list_code_scanning_alerts get_notification_details
    slack_list_channels slack_get_channel_history slack_get_thread_replies slack_get_users slack_get_user_profile
    users.lookupByEmail conversations.list find_user_by_email
    read_query describe_table list_tables get_schema read_graph search_nodes open_nodes
    puppeteer_screenshot browser_snapshot browser_take_screenshot browser_console_messages
    brave_web_search brave_local_search fetch get_current_time sequentialthinking gdrive_search
    git_status git_log git_diff git_diff_unstaged git_show firecrawl_search resolve-library-id query-docs
    read_email search_emails get_message list_messages messages_list email:read order.get get_all_messages
    list_customers list_payment_intents get_order read_neo4j kubectl_get kubectl_describe list_pods
    get-balance lookupCustomer s3:ListBuckets verify_receipt get_deletion_status list_deleted_files read_terminal
    echo check_status calculate list_customer_orders search_slack_messages`),
  change: names(`
    write_file edit_file create_directory move_file config_update updateConfig create_issue update_issue
    create_pull_request update_pull_request create_branch create_or_update_file fork_repository
    create_repository add_issue_comment sub_issue_write issue_write git_add git_commit git_create_branch git_init
    git_checkout slack_add_reaction create_entities create_relations add_observations create_table append_insight
    puppeteer_fill puppeteer_hover puppeteer_select browser_fill_form browser_type browser_hover browser_drag
    create_label draft_email notion_create_page API-patch-page update_record upsert_contact set_labels
    readAndWrite get_or_create create_event update-event kubectl_scale_update rename_column crm:update
    create_merge_request archive_email`),
  execute: names(`
    execute_command run_command bash shell exec sql:execute execute_sql run_query query write_query
    puppeteer_evaluate browser_evaluate run_code execute_code python_repl code_interpreter invoke_function
    run_workflow rerun_workflow_run start_process exec_in_pod kubectl_apply terraform_apply apply_migration
    install_package npm-install spawn_agent run_terminal_cmd powershell.invoke getShell interact_with_process
    trigger_build query_database list_and_run impersonate_user sudo`),
  outward: names(`
    send_email sendEmail slack_post_message slack_reply_to_thread chat.postMessage merge_pull_request push_files
    git_push create_release publish_post deploy deploy_production tweet share_file invite_user upload_file
    transfer_funds create_payment charge_card create_refund purchase_item buy place_order create_order
    submit_pending_pull_request_review export_customers broadcast create_webhook puppeteer_navigate
    puppeteer_click browser_navigate browser_click browser_press_key curl http_request post_tweet get_and_email
    approve_payment sign_transaction make_call send_sms book_flight notify_team messages_create dump_database
    grant_access gmail.users.messages.send email_customer create_invoice email_list export_view
    get_rows_and_emails fetch_then_post`),
  destructive: names(`
    delete_database delete_file deleteFile DELETE get_dELETE readme_delete get_and_delete delete_entities
    delete_branch drop_table dropTable truncate_table remove_user git_reset kill_process force_terminate
    destroy_instance terminate_instances purge_queue wipe_disk format_disk uninstall shutdown_server reset_password
    revoke_key overwrite_file rm rm-rf rmdir unlink prune_images disable_mfa kubectl_delete cancel_workflow_run
    deleteMany bulkDelete flushall db:drop clear_cache empty_trash restore_backup send_and_delete
    s3:DeleteObject deletefile redis_del stop_server schedule_deletion`),
  unknown: names(`
    call_tool thread_reader readme reader listless getaway deleterious zorch zorch_table runtime executor
    spreadsheet dropdown bashful mailbox dashboard telescope frobnicate job_logs searchable x 42
    postgres salesforce`),
}

const rows = EFFECTS.flatMap((effect) => TABLE[effect].map((name) => [name, effect] as const))

test('every name of the table has the class a security engineer would give it', () => {
  assert.ok(rows.length >= 250, `only ${rows.length} names`)
  assert.equal(new Set(rows.map(([name]) => name)).size, rows.length)
  const wrong = rows.filter(([name, effect]) => effectOfName(name) !== effect)
  assert.deepEqual(
    wrong.map(([name, effect]) => `${name}: ${effectOfName(name)}, not ${effect}`),
    [],
  )
})

test('a name that says one simple thing is told as that, and one that hides a change in it is not', () => {
  for (const [name, effect] of [
    ['transfer_to_human_agents', 'change'],
    ['request_human_agent_transfer', 'change'],
    ['transfer_to_account', 'outward'],
    ['move_email_to_folder', 'change'],
    ['move_email_to_trash', 'destructive'],
    ['remove_from_cart', 'change'],
    ['remove_user_from_playlist', 'destructive'],
    ['remove_item_from_wishlist', 'change'],
    ['remove_from_repository', 'destructive'],
    ['can_send_mms', 'read'],
    ['is_store_open', 'read'],
    ['has_access_and_delete', 'destructive'],
    ['list_open_orders', 'read'],
    ['add_note_to_transaction', 'change'],
    ['add_funds_to_transaction', 'outward'],
    ['call_mcp_tool', 'unknown'],
    ['respond_to_user', 'read'],
    ['BlogManagerReadTweet', 'read'],
    ['schedule_retweet', 'outward'],
  ] as const)
    assert.equal(effectOfName(name), effect, name)
})

test('what costs, lets in or changes everything is told behind a mild verb too', () => {
  for (const [name, effect] of [
    ['create_applet', 'execute'],
    ['archive_all_channels', 'destructive'],
    ['bulk_close_tickets', 'destructive'],
    ['mark_invoice_as_paid', 'outward'],
    ['mark_email_as_read', 'change'],
    ['convert_points_to_cash', 'outward'],
    ['convert_currency', 'change'],
    ['extend_reservation', 'outward'],
    ['extend_deadline', 'change'],
    ['register_device', 'outward'],
    ['change_pin', 'outward'],
    ['pin_message', 'change'],
    ['open_garage', 'outward'],
    ['open_file', 'change'],
    ['write_review', 'outward'],
  ] as const)
    assert.equal(effectOfName(name), effect, name)
})

test('a noun is taken for an action only where it is one', () => {
  for (const [name, effect] of [
    // A changing verb in front of a word for looking.
    ['rewrite_history', 'destructive'],
    ['rewrite_paragraph', 'change'],
    ['upgrade_plan', 'outward'],
    ['release_version', 'outward'],
    ['release_notes', 'read'],
    ['app_version', 'read'],
    ['check_upgrade_availability', 'read'],
    // A note, a report or a preference that is about money or mail.
    ['add_order_note', 'change'],
    ['add_release_tag', 'outward'],
    ['create_budget_report', 'change'],
    ['create_budget', 'outward'],
    ['create_public_report', 'outward'],
    ['update_email_preferences', 'change'],
    ['update_payment_preferences', 'outward'],
    ['create_webhook_note', 'outward'],
    // What is looked at, brought into another form or kept at hand.
    ['docker_ps', 'read'],
    ['kubectl_logs', 'read'],
    ['zorch_logs', 'unknown'],
    ['datadog_query_metrics', 'read'],
    ['athena_query', 'execute'],
    ['json_format', 'read'],
    ['disk_format', 'destructive'],
    ['export_to_pdf', 'change'],
    ['export_customers', 'outward'],
    ['goto_definition', 'read'],
    ['goto_url', 'outward'],
    ['add_place_to_list', 'change'],
    ['dry_run_migration', 'read'],
    ['dry_run_and_apply', 'execute'],
    ['track_order', 'read'],
    ['apply_patch', 'change'],
    ['apply_manifest', 'execute'],
    // A sharing word before what is shared, and a product before what it does.
    ['share_passport_details', 'outward'],
    ['export_channel_history', 'outward'],
    ['email_customer_info', 'outward'],
    ['add_inbox_rule', 'outward'],
    ['share_history', 'read'],
    ['refund_history', 'read'],
    ['email_delivery_status', 'read'],
    ['stripe_create_coupon', 'outward'],
    ['slack_list_channels', 'read'],
    ['outlook_move_message', 'change'],
    ['notion_append_block', 'change'],
    ['append_code_block', 'change'],
    ['add_ip_block', 'destructive'],
    ['set_cell_format', 'change'],
    ['set_disk_format', 'destructive'],
    ['highlight_text', 'change'],
    ['crop_image', 'change'],
    ['split_payment', 'outward'],
    ['merge_pdfs', 'change'],
    ['merge_branches', 'outward'],
    ['acknowledge_alert', 'change'],
    ['accept_quote', 'outward'],
    ['add_cronjob', 'execute'],
    ['change_branch_rules', 'outward'],
    ['change_sort_rules', 'change'],
    // What a service starts, what lets somebody in, and what sets a price.
    ['enable_service', 'execute'],
    ['enable_roaming', 'change'],
    ['set_environment_variable', 'execute'],
    ['add_group_member', 'outward'],
    ['add_member_note', 'change'],
    ['change_price', 'outward'],
    ['create_discount_code', 'outward'],
    ['write_off_debt', 'outward'],
    ['complete_task', 'change'],
    ['complete_purchase', 'outward'],
    ['tamper_logs', 'destructive'],
  ] as const)
    assert.equal(effectOfName(name), effect, name)
})

test('credentials under other names are credentials, and what is only about them is not', () => {
  for (const name of ['get_otp', 'browser_get_cookies', 'show_connection_string', 'vault_read', 'token_list'])
    assert.ok(effectsOfName(name).has('secrets'), name)
  for (const name of ['get_cookie_policy', 'list_secret_names', 'token_count', 'get_status_code'])
    assert.ok(!effectsOfName(name).has('secrets'), name)
})

test('a word has one class, and readers and fillers do nothing by themselves', () => {
  const all = [...Object.values(VERBS), ...Object.values(THINGS)].flat()
  assert.deepEqual(
    all.filter((word, at) => all.indexOf(word) !== at),
    [],
  )
  assert.ok(all.length > 400)
  for (const word of all) assert.match(word, /^[a-z]+[0-9]?$/)
  for (const filler of FILLERS.filter((word) => word !== 'open'))
    assert.equal(effectOfName(filler), word(filler))
  for (const reader of READERS)
    if (reader !== 'format' && reader !== 'query')
      assert.ok(['read', 'change'].includes(effectOfName(reader)), reader)
})

function word(filler: string): Effect {
  return VERBS.read.includes(filler) ? 'read' : 'unknown'
}

test('names split at separators, digits and capitals into whole words', () => {
  assert.deepEqual(wordsOf('getURLData_v2/k8s.list-all:now@HTTPServer'), [
    ...['get', 'url', 'data', 'v', '2', 'k', '8', 's', 'list', 'all', 'now', 'http', 'server'],
  ])
})

test('the strictest of action, tool and target counts', () => {
  function of(action: string, tool?: string, target?: object): Effect {
    return effectOf({ action, ...(tool !== undefined && { tool }), ...(target !== undefined && { target }) })
  }
  assert.equal(of('call_tool', 'read_file'), 'read')
  assert.equal(of('read', 'delete_database'), 'destructive')
  assert.equal(of('delete', 'read_file'), 'destructive')
  assert.equal(of('call_tool', 'zorch'), 'unknown')
  assert.equal(of('read_file', undefined, { url: 'https://example.com', method: 'GET' }), 'read')
  assert.equal(of('read_file', undefined, { url: 'https://example.com', method: 'post' }), 'outward')
  assert.equal(of('read_file', undefined, { url: 'https://example.com', method: 'Delete' }), 'destructive')
  assert.equal(of('read_file', undefined, { path: '/a', method: 'DELETE' }), 'destructive')
  assert.equal(of('read_file', undefined, { path: '/a', method: 'PUT' }), 'change')
  assert.equal(of('zorch', undefined, { url: 'https://example.com', method: 'GET' }), 'unknown')
})

test('declared side effects are classed by inflected words too, and the strictest counts', () => {
  function of(side_effects: string[]): string {
    return readDeclared({ side_effects }, createBudget()).effect
  }
  assert.equal(of([]), 'unknown')
  assert.equal(of(['updates a row', 'sends an email']), 'outward')
  assert.equal(of(['nothing much']), 'unknown')
  const { members } = readDeclared({ goal: 'x', side_effects: ['nothing much'] }, createBudget(1))
  assert.deepEqual([members.effect, members.goal_vague], ['destructive', true])
  assert.equal(effectOfText('rows are deleted'), 'destructive')
  assert.equal(effectOfText('removing old files'), 'destructive')
  assert.equal(effectOfText('publishing the post'), 'outward')
  assert.equal(effectOfText('creates a file'), 'change')
})

test('a verb in capitals is found in the middle of a name, and an abbreviation there is none', () => {
  const shouted = names(`
    getUserREVOKEaccess listREMOVEall fetchDELETEuser showTERMINATEinstance findWIPEdisks viewDESTROYstack
    findDISABLEmfa getSENDmail checkDEPLOYapp getERASErows`)
  const spelled = names(`
    getHTTPServer parseXMLHttp getJSONData listHTMLPages readHTTPSettings getUUIDs fetchASCIItable showUTCtime
    getSQLite listAPIkeys getGUIDlist readURLlist`)
  function isRead(name: string) {
    return effectOfName(name) === 'read'
  }
  assert.deepEqual(shouted.filter(isRead), [])
  assert.deepEqual(
    spelled.filter((name) => effectOfName(name) !== effectOfName(name.toLowerCase()) && !isRead(name)),
    [],
  )
})
