// Tests kinds of names: what each must not be let through as, beside neighbours that are ordinary work.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EffectWord } from '../../model/cedar.ts'
import { effectOfName, effectsOfName } from './effect-of-name.ts'

type Kind = {
  readonly title: string
  /** Which of these names have which effect besides. */
  readonly effect: EffectWord
  readonly told: string
  /** Names beside them that read or change something and do no more. */
  readonly ordinary: string
}

const KINDS: readonly Kind[] = [
  {
    title: 'what is paid by itself from then on pays',
    effect: 'pay',
    told: `set_autopay update_autopay_settings autopay_enroll enable_auto_renewal set_auto_renew configure_auto_recharge
      setAutoTopup billing.enable_autopay toggle_auto_billing configure_automatic_payments add_auto_buy_rule setAutoBid`,
    ordinary: `get_autopay_status list_auto_renewals set_auto_lock set_autofocus enable_autocomplete set_auto_renew_lease
      configure_auto_renew_lock update_autosave set_auto_language show_autopay_limit enable_auto_scroll get_auto_renew_date`,
  },
  {
    title: 'what is only had for money is paid for',
    effect: 'pay',
    told: `register_domain domains_register registerDomain register_trademark provision_number provision_phone_number
      register_patent domain:register register_new_domain renew_domain provision_local_phone_number renew_license`,
    ordinary: `register_model register_schema register_task list_domains get_domain check_domain_availability domain_search
      provision_namespace get_phone_number update_phone_number_label register_event_type register_table`,
  },
  {
    title: 'a machine that is provisioned is paid for by the hour',
    effect: 'pay',
    told: `provision-cluster provision_vm provisionServer provision_gpu_node rent_gpu rent_servers provision_database provision_instances
      provision_staging_environment rent_dedicated_machine provision_bare_metal_hardware`,
    ordinary: `provision_namespace get_cluster list_servers describe_instance_types provision_profile get_rent_estimate show_lease_date
      get_provision_status list_leases show_cluster_nodes provision_test_data`,
  },
  {
    title: 'a door that is opened, an alarm that is off and a camera that does not see let somebody in',
    effect: 'rights',
    told: `unlock_front_door open_garage disarm_alarm open_safe unlock_car door_open garage_door.open toggle_garage_door toggle_lock
      pause_camera mute_siren snooze_detector pause_cctv open_car_trunk openGarageDoor hold_door_open alarm.disarm lock.unlock toggle_camera
      mute_smoke_detector unlock_safe`,
    ordinary: `lock_front_door lock_doors arm_alarm close_garage_door shut_gate list_unlocked_doors get_unlock_history unlock_history
      unlock_status open_document open_issue toggle_theme toggle_sidebar pin_column mute_thread pause_timer open_door_log set_alarm
      snooze_alarm get_camera_snapshot list_cameras`,
  },
  {
    title: 'a service of the machine or a job of a cluster runs by itself',
    effect: 'later',
    told: `register_windows_service create_windows_service add_system_service create_cluster_job submit_slurm_job kubernetes_job_create
      create_spark_job install_windows_services update_logon_task batch_cluster_job_create update_kubernetes_service`,
    ordinary: `create_service update_job_label update_job_title list_windows_services get_cluster_job create_task update_window_size
      list_spark_jobs describe_kubernetes_service add_service_note create_job_application`,
  },
  {
    title: 'a link that lets in whoever has it leads outside',
    effect: 'outward',
    told: `generate_blob_sas create_temporary_link generate_temp_url issue_magic_link create_sas create_download_link
      createTempLink make_signed_link generate_unsigned_url create_view_only_link storage.create_download_url ipfs_add add_to_ipfs share_drive_folder make_anonymous_link`,
    ordinary: `drive_create_folder drive_rename_file create_drive_file create_internal_note update_issue_link add_link_to_note get_download_url create_symlink rename_link
      update_homepage_url copy_page_link add_related_link create_backlink set_base_url edit_link_title`,
  },
  {
    title: 'who is put into a series of mails is written to',
    effect: 'outward',
    told: `enroll_contact_in_sequence add_lead_to_campaign add_prospect_to_cadence add_contact_to_journey enroll_lead_in_drip
      hubspot_enroll_contact_in_sequence assign_candidate_to_outreach addLeadToSequence assign_subscriber_to_nurture enroll_people_in_campaign
      add_customer_to_drip crm.add_contact_to_cadence`,
    ordinary: `create_sequence_diagram get_campaign_stats list_sequences update_campaign_name add_step_to_sequence
      add_number_to_sequence enroll_student_in_course add_label_to_contact get_contact_journey update_lead_score add_lead_note
      list_journey_contacts`,
  },
  {
    title: 'a secret behind a look is shown, whatever word stands between them',
    effect: 'secrets',
    told: `get_backup_codes list_backup_codes show_recovery_codes fetch_backup_codes get_security_code find_backup_codes
      read_backup_codes view_backup_codes inspect_backup_codes get_verification_code lookup_recovery_code retrieve_backup_codes`,
    ordinary: `get_backup_status list_backups get_zip_code get_status_code list_country_codes find_error_code view_source_code
      get_currency_codes get_backup_schedule lookup_color_code fetch_airport_code list_product_codes`,
  },
  {
    title: 'who is taken in where somebody lives or pays may do more',
    effect: 'rights',
    told: `add_household_member add_dependent_to_plan addTravelerToProfile add_family_member assign_cardholder_to_account add_guest_to_circle
      add_driver_to_subscription add_roommate_to_household attach_spouse_to_plan add_child_to_family account.addUser add_plan_delegate`,
    ordinary: `list_household_members get_family_plan add_plan_step add_account_note update_household_name add_traveler_note
      get_driver_profile add_profile_photo add_task_to_plan update_profile_bio add_family_photo create_account_label`,
  },
  {
    title: 'where money was put aside it goes when that ends',
    effect: 'pay',
    told: `savings.closeGoal close_savings_account complete_savings_pot empty_piggybank end_saving_plan close_pot complete_savings_goal
      close_isa complete_moneybox close_brokerage_holding`,
    ordinary: `get_savings_goal list_pots update_savings_goal_name end_power_saving complete_data_saving_task create_savings_chart
      show_isa_rules set_energy_saving_mode rename_jar close_power_saving_dialog`,
  },
  {
    title: 'a machine that is set acts, and a record of one does not',
    effect: 'outward',
    told: `set_valve_position open_valve adjust_pump_speed toggle_breaker change_boiler_setpoint write_plc_coil enable_conveyor
      increase_turbine_load enable_compressor move_crane rotate_spindle valve.setPosition`,
    ordinary: `get_valve_position list_pumps read_plc_registers update_pump_description add_valve_photo set_pump_label create_crane_inspection
      get_boiler_temperature show_turbine_load update_valve_manual set_position set_column_width`,
  },
  {
    title: 'an offer that is made binds',
    effect: 'outward',
    told: `extend_offer make_offer make_final_offer extend_final_offer offers.make_offer ats.extendOffer extend_job_offer make_counter_offer
      hr.makeOffer makeSalaryOffer`,
    ordinary: `get_offer list_offers update_offer_text make_offer_template create_offer_draft_note view_offer compare_offers
      make_offer_summary add_offer_note find_offer`,
  },
]

function isOrdinary(name: string): boolean {
  const told = [...effectsOfName(name)]
  return ['read', 'change'].includes(effectOfName(name)) && told.every((one) => ORDINARY.has(one))
}

const ORDINARY: ReadonlySet<EffectWord> = new Set(['read', 'change', 'unknown'])

for (const { title, effect, told, ordinary } of KINDS)
  test(`${title}, and what stands near it is ordinary work`, () => {
    const [names, others] = [told, ordinary].map((text) => text.trim().split(/\s+/))
    assert.ok((names?.length ?? 0) >= 10 && (others?.length ?? 0) >= 10)
    assert.deepEqual(
      names?.filter((name) => !effectsOfName(name).has(effect)),
      [],
    )
    assert.deepEqual(
      others?.filter((name) => !isOrdinary(name)).map((name) => `${name}: ${effectOfName(name)}`),
      [],
    )
  })

test('a look at a thing with a fact about it is a look, and a look at what is acted on is none', () => {
  const looks = `get_launch_checklist get_start_menu get_deploy_guidelines list_launch_briefs show_install_guidelines
    get_publish_agenda view_run_matrix fetch_start_faq get_restart_handbook list_deploy_recaps get_launch_roadmap
    resolve_library_id resolve_user_name slack_resolve_channel_id resolve_dns resolve_hostname resolveSymbol resolve_ens_name
    resolve_package_version resolve_module_path resolve_short_url`
  const acts = `get_launch_instance get_run_script find_purge_cache get_delete_user check_send_user get_and_launch_checklist
    read_delete_file get_deploy_server view_then_publish_agenda show_launch_emulator resolve_dns_record_and_update
    resolve_and_delete_id get_start_process`
  assert.deepEqual(
    looks.split(/\s+/).filter((name) => effectOfName(name) !== 'read'),
    [],
  )
  assert.deepEqual(
    acts.split(/\s+/).filter((name) => ['read', 'change', 'unknown'].includes(effectOfName(name))),
    [],
  )
  for (const name of [
    'resolve_conflict',
    'resolve_incident',
    'resolve_comment',
    'resolve_merge_conflict_file',
  ])
    assert.notEqual(effectOfName(name), 'read', name)
})

test('the tool of a server says as much as without the server that offers it', () => {
  const tools =
    `update_issue list_issues create_comment delete_page send_message get_secret run_query resolve-library-id
    query-docs create_or_update_file add_label merge_pull_request get_invoice update_policy`.split(/\s+/)
  for (const server of ['github', 'linear', 'context7', 'n8n', 'claude_ai_Linear'])
    for (const tool of tools)
      assert.equal(effectOfName(`mcp__${server}__${tool}`), effectOfName(tool), `${server} ${tool}`)
  for (const name of [
    'mcp__delete__list_files',
    'mcp__agent_config__update',
    'mcp_add_server',
    'mcp__install',
    'mcp_config_update',
  ])
    assert.ok(!['read', 'change'].includes(effectOfName(name)), name)
})
