# What tests take, in seconds of a release build on two cores: ctest starts the dearest first, so that
# no core idles behind a long one that began last. Only their order matters. What is not named takes
# less than all of these; whoever adds a long test names it here.
set(ASQ_TEST_COSTS
  asq_store_conformance=80 asq_sqlite_faults=40 asq_net_tests=40 asq_api_tests=24
  asq_realtime_tests=12 asq_app_tests=15 asq_store_tests=13 asq_chat_tests=9 asq_auth_tests=6
  e2e_members=40 e2e_messages=35 e2e_sync=32 e2e_backup=30 e2e_accounts=22 e2e_operations=20
  e2e_person_removal_race=18 e2e_person_resume=18 e2e_example_client=18 e2e_reactions=18
  e2e_slow_clients=16 e2e_read_markers=12 e2e_upgrade_from_0_1_0=12 e2e_person_slow_reader=11
  e2e_person_commands=8 e2e_invites=12
  e2e_openapi_client=10 e2e_openapi_truth=10
  web_browser=60 web_server=50 web_unit=10
  # These run alone (RUN_SERIAL): ctest begins them when nothing else is left.
  e2e_fanout=33 e2e_kill9=24 e2e_rate_limits=13 e2e_full_resources=6)

# Of a test of the calling directory.
function(asq_test_cost test)
  foreach(entry IN LISTS ASQ_TEST_COSTS)
    if(entry MATCHES "^${test}=([0-9]+)$")
      set_tests_properties(${test} PROPERTIES COST ${CMAKE_MATCH_1})
    endif()
  endforeach()
endfunction()
