# Waits for a child however many traps, which set $caught, interrupt that; $ended is its exit status as a shell gives it.
await() {
  while :; do
    caught=''
    wait "$1"
    ended=$?
    [ -n "$caught" ] || break
    if ! kill -0 "$1" 2>/dev/null && ! [ -d "/proc/$1" ]; then
      # It has ended; bash may have told of the signal first and of the end only now.
      wait "$1" 2>/dev/null
      again=$?
      [ "$again" -eq 127 ] || ended=$again
      break
    fi
  done
}
