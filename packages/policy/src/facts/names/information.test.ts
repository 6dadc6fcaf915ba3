// Tests names without a verb, or whose verb is a noun where it stands, beside those that do something.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effectOfName } from './effect-of-name.ts'

type Table = { readonly title: string; readonly looks: string; readonly others: string }

const TABLES: readonly Table[] = [
  {
    title: 'a noun that is told of others is a look, and nothing is one behind a word that may be a verb',
    looks: `hotel_amenities train.timetable museum_hours cruise_itinerary_terms student.timetable pharmacy.inventory course_requirements
      nearest_hospitals cafes_near_station airlines_by_country popularAttractions parking_rates insurance.coverage
      animal_species city_population_statistics recipe_ingredients voucher_conditions employee.taxRates exchange_rate
      hotel_rooms channel_members customer.orders unread_messages document_types account_transactions user_groups clinic.appointments
      team_roster leave_balance radiology.reports candidate_profile
      league_standings podcast_rankings bus_stops mile_to_km celsius_to_kelvin`,
    others: `waive_requirements zorch_ratings fund_program page_team leave_rating train_team forfeit_points fulfil_terms
      adjudicate_terms ticket_team relinquish_allowance phone_team store_content shop_inventory patient_admit house_team
      order_items ship_items book_rooms train_models table_motion report_users contact_customers map_columns bill_customers gate_users
      test_users user_passwords account_tokens account_upgrade user_invites channel_archive
      quux.benefits flight_to_city hotel_to_sell breed_animal`,
  },
  {
    title: 'a day in a calendar is worked out, and so is a share of something',
    looks: `next_business_day previous_trading_day next_bank_holiday previous_fiscal_quarter current_tax_year next_public_holiday upcoming_holidays
      next_working_day next_full_month get_kill_death_ratio get_drop_percentage list_ban_rankings get_cancel_probability show_block_odds
      get_delete_streak current_school_year`,
    others: `next_business_zorch zorch_business_day book_business_day skip_working_day next_day_delete get_kill kill_ratio ban_leaderboard
      get_and_kill_ratio order_next_day cancel_trading_day delete_ratio next_payment_run drop_ranking`,
  },
  {
    title: 'the area before a look is a thing, and what acts there acts',
    looks: `mail.searchFolders email.getLabels message.listThreads calendar.getEvents vacuum.getBattery order.getStatus invoice.list
      payment.getMethods release.compare call.listParticipants post.getComments webhook.list query.describe
      checkout.preview interpreter.getLanguages`,
    others: `mail.forward email.reply message.sendNow vacuum.start order.create invoice.pay payment.capture release.publish call.dial
      post.create webhook.create query.run checkout.complete interpreter.run delete.getAll send.now mail.getAndSend
      message.deleteAll`,
  },
  {
    title: 'a look in one word with its object is a look, whatever else its letters spell',
    looks: `spellcheck grammarcheck typecheck linkcheck factcheck geolookup namelookup keywordsearch imagesearch healthcheck
      get_sprint_burndown show_burndown_chart`,
    others: `skipcheck bypasscheck disablecheck paycheck deletesearch uncheck burn_down_disk dropsearch purgelookup resetcheck wipecheck`,
  },
  {
    title: 'even capitals hide no word, so that a noun is read where it stands',
    looks: `getScheduledPayment getPayment listTransfer findTransfer describePayment checkPayment showPayment getNextPayment
      viewLastPayment fetchOpenPayment`,
    others: `makePayment deletePayment createTransfer getDELETE approvePayment runTransfer capturePayment confirmPayment
      startTransfer schedulePayment`,
  },
  {
    title: 'what a system shows of one of its parts is a look, and so is the form of something',
    looks: `docker_container_logs docker-container-stats kubernetes_pod_logs kubectl_node_top mongo_collection_stats redis_server_metrics
      postgres_table_schema podman_container_logs citations_format dates_format`,
    others: `docker_container_kill delete_container_logs kubectl_node_drain purge_server_metrics disk_format docker_run_logs
      drive_format drop_table_schema server_reboot k8s_pod_evict`,
  },
]

for (const { title, looks, others } of TABLES)
  test(title, () => {
    const [read, not] = [looks, others].map((text) => text.trim().split(/\s+/))
    assert.ok((read?.length ?? 0) >= 10 && (not?.length ?? 0) >= 10)
    assert.deepEqual(
      read?.filter((name) => effectOfName(name) !== 'read').map((name) => `${name}: ${effectOfName(name)}`),
      [],
    )
    assert.deepEqual(
      not?.filter((name) => effectOfName(name) === 'read'),
      [],
    )
  })

test('mail that is sorted is changed, and goes nowhere', () => {
  for (const name of ['mail.markRead', 'mail.moveToFolder', 'email.archive', 'message.pin', 'mail.star'])
    assert.equal(effectOfName(name), 'change', name)
  for (const name of ['mail.moveAndForward', 'message.pinAndSend', 'payment.markPaid', 'post.pin'])
    assert.notEqual(effectOfName(name), 'read', name)
})
