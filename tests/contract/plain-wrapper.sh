#!/bin/sh
# What a wrapper of five lines does. MEMWRAP_UNDER_TEST=tests/contract/plain-wrapper.sh shows that the tests can fail.
while [ $# -gt 0 ]; do
  case $1 in
    --) shift; break ;;
    -o | -i | -n | -m | --io | --mark | --interval | --max-record | --max-pss | --grace | --on-breach) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
sh -c "$*" | cat
