// Tests names by which parcels, medicine or data go elsewhere, something is lost, or runs later.
import { type Call, type Kind, testKinds } from '../../../test/kinds.ts'

function calls(names: string): Call[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, {}])
}

const KINDS: readonly Kind[] = [
  {
    title: 'what is under way is brought somewhere else',
    effect: 'outward',
    told: calls(`update_bag_delivery_address change_delivery_address modify_shipment_destination update_parcel_recipient edit_delivery_location
      replace_shipping_address edit_package_address change_consignment_address change_parcel_locker
      updateDeliveryPoint modify_courier_address correct_dispatch_address`),
    ordinary:
      calls(`get_delivery_address update_delivery_instructions update_delivery_date_note list_parcel_lockers update_address
      modify_user_address update_delivery_window find_package_location update_home_address change_profile_address
      edit_delivery_status_label get_shipping_address`),
  },
  {
    title: 'what a patient takes is decided by a person',
    effect: 'outward',
    told: calls(`create_prescription update_prescription extend_prescription renew_prescription change_dosage adjust_insulin_dose
      increase_dose modify_prescription add_prescription set_dosage prescribe_medication lower_dose write_prescriptions`),
    ordinary:
      calls(`get_prescription list_prescriptions create_prescription_note update_prescription_reminder add_prescription_label
      search_prescriptions get_dosage calculate_dose record_dose set_dose_reminder create_dosage_image
      create_appointment_note update_prescription_preference`),
  },
  {
    title: 'data goes to whatever it is linked with',
    effect: 'outward',
    told: calls(`create_outbound_integration add_integration enable_integration create_connector update_connector configure_integration
      install_integration register_connector updateIntegrationSettings put_connector integrations.create
      edit_data_connector set_integration_target modify_integration`),
    ordinary:
      calls(`list_integrations get_integration create_integration_test add_integration_tests update_integration_guide
      create_integration_plan get_connector list_connectors update_connector_note rename_integration_doc
      create_integration_branch update_connector_icon`),
  },
  {
    title: 'who gets goods or money where nothing else is said is somebody else',
    effect: 'outward',
    told: calls(`change_preferred_pharmacy set_default_supplier update_primary_bank set_preferred_carrier change_default_vendor
      update_preferred_merchant set_default_processor change_primary_broker update_default_payee set_preferred_courier`),
    ordinary:
      calls(`set_default_language update_preferred_theme change_default_view set_primary_color get_preferred_pharmacy
      list_pharmacies update_pharmacy_note set_preferred_name update_supplier_label change_default_layout
      set_preferred_seat`),
  },
  {
    title: 'what is kept is lost when it is deleted, also where it can be played',
    effect: 'destructive',
    told: calls(`delete_playlist spotify_delete_playlist drop_view delete_view delete_recording erase_recording delete_song wipe_music
      remove_playlist delete_trace delete_track purge_recordings destroy_view delete_filter`),
    ordinary:
      calls(`stop_recording start_recording pause_music clear_selection clear_highlight stop_timer remove_focus
      create_playlist rename_playlist get_playlist delete_highlight remove_song_from_playlist clear_search reset_zoom`),
  },
  {
    title: 'somebody who has to leave is gone, whatever stands before',
    effect: 'destructive',
    told: calls(`list_users_and_offboard offboard_user offboard_employee disband_team get_team_and_disband furlough_staff lay_off_employee
      list_employees_and_layoff unfriend_contact unenroll_student foreclose_mortgage repossess_car delink_device
      users.offboard`),
    ordinary:
      calls(`list_users_and_groups get_offboarding_checklist onboard_user_note list_teams_and_members get_name_and_address
      update_board list_employees_and_roles enroll_student find_friends get_layover get_orders_and_items
      list_furloughed_staff`),
  },
  {
    title: 'what an orchestrator or a cluster keeps runs later',
    effect: 'later',
    told: calls(`upsert_airflow_dag create_dag update_dags create_state_machine update_state_machine createStateMachine create_daemonset
      patch_statefulset update_replicaset register_service_worker_script add_dag edit_state_machines put_dag`),
    ordinary:
      calls(`list_dags get_dag get_state_machine describe_daemonset list_statefulsets get_dag_source update_state
      update_machine_label create_diagram set_state get_replicaset update_state_note`),
  },
]

testKinds(KINDS)
