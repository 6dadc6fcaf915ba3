#!/bin/sh
# Starts the API in a container. With --make-master-key a first start makes the key that is missing;
# without it a production start that has no key refuses, so that no replica invents its own.
set -eu

exec node --max-semi-space-size=8 apps/api/src/main.ts "$@"
