// Tests names of what is ordinary as a whole, beside those with the same words that are not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effectOfName } from './effect-of-name.ts'

type Table = { readonly title: string; readonly ordinary: string; readonly others: string }

const TABLES: readonly Table[] = [
  {
    title: 'an appliance is switched and a door is locked by anybody at home',
    ordinary: `turn_on_light turn_off_light turn_off_all_lights turnOnLamp switch_on_tv start_vacuum dock_vacuum pause_vacuum stop_robot_vacuum
      start_air_purifier dim_lights brighten_bedroom_light lock_door lockDoors arm_alarm lock_front_door start_dishwasher shut_window`,
    others: `turn_off_alarm turn_on_oven unlock_door open_door disarm_alarm vacuum_database run_vacuum vacuum start_server turn_off_firewall
      lock_account start_engine stop_robot turn_on_heater arm_missile turn_off_camera stop_service vacuum_full dock_container`,
  },
  {
    title: 'what somebody thinks of a thing is only noted',
    ordinary: `like_song spotify_like_song unlike_track like_transaction venmo_like_transaction dislike_video rate_order food_rate_order
      rate_driver rate_hotel rate_conversation rate_movie rate_product like_recipe app_rate_ride`,
    others: `like_post like_tweet rate_limit_users order_song rate_and_pay_order like_and_share_photo charge_rate
      reward_driver rate_payment pay_order like_and_subscribe delete_rate_order purge_like_song`,
  },
  {
    title: 'somebody on the spot sees to what is asked for',
    ordinary: `request_interpreter request_wheelchair request_transport request_sign_language_interpreter arrange_transport
      request_extra_towels request_room_cleaning request_assistance request_housekeeping arrange_escort request_medical_transport`,
    others: `request_payment request_refund request_access start_interpreter run_interpreter request_money interpreter request_refill
      order_wheelchair request_loan request_and_pay_transport request_permission python_interpreter`,
  },
  {
    title: 'whoever sets an alert on a number is notified of it',
    ordinary: `set_low_balance_alert create_price_alert add_stock_alert set_usage_alerts update_fare_alert create_flight_price_alert
      set_data_usage_alert create_temperature_alert set_balance_reminder add_minimum_balance_alert enable_weather_alert`,
    others: `create_alert send_price_alert broadcast_alert create_emergency_alert set_price set_balance delete_price_alert publish_alert
      create_payment_alert disable_balance_alert create_public_alert`,
  },
  {
    title: 'who is at the desk is checked in',
    ordinary: `check_in check_in_patient checkIn check_in_passenger flight.check_in check_in_online checkin_visitor check_in_bag
      check_in_attendance check_in_traveler hotel_check_in`,
    others: `check_out check_out_and_pay check_in_and_pay delete_checkin check_in_and_charge checkout send_checkin_mail check_in_and_delete
      purge_checkins pay_and_check_in`,
  },
]

for (const { title, ordinary, others } of TABLES)
  test(title, () => {
    const [changes, not] = [ordinary, others].map((text) => text.trim().split(/\s+/))
    assert.ok((changes?.length ?? 0) >= 10 && (not?.length ?? 0) >= 10)
    assert.deepEqual(
      changes?.map((name) => `${name}: ${effectOfName(name)}`).filter((told) => !told.endsWith(': change')),
      [],
    )
    assert.deepEqual(
      not?.filter((name) => ['read', 'change'].includes(effectOfName(name))),
      [],
    )
  })

test('a test that only measures and a noun in its -ing form are looked at', () => {
  const looks = `run_speed_test run_line_test perform_connectivity_test run_hearing_test start_network_test get_on_call_physician
    list_on_call_engineers get_visiting_hours get_calling_code get_mailing_address list_visiting_doctors get_charging_status
    find_ordering_options`
  const others = `run_load_test run_tests run_test run_penetration_test speed_test_and_pay start_stress_test run_database_test call_physician
    page_on_call get_and_call_physician visit_site run_integration_test`
  assert.deepEqual(
    looks.split(/\s+/).filter((name) => effectOfName(name) !== 'read'),
    [],
  )
  assert.deepEqual(
    others.split(/\s+/).filter((name) => ['read', 'change'].includes(effectOfName(name))),
    [],
  )
})
