# Sourced by memwrap where it is the first process of a container. That one adopts what others leave behind and must reap
# it, and gets only signals that it has a handler for. Node reaps its own children alone: so sh stays, reaps in wait, tells
# Node by a pipe which signals came (a signal would be taken for one more of the group's), and ends as Node ends, which
# ends the container.
. "$root/bin/parts/await.sh"
pipe_on "$told"
eval "exec $tell>/proc/self/fd/$told"
for name in HUP INT QUIT TERM USR1 USR2 ALRM VTALRM PROF CONT WINCH TSTP URG IO PWR XCPU; do
  trap "caught=1; echo $name >&$tell" $name
done 2>/dev/null
# The shell gives a background process /dev/null as stdin, whatever stands before the &.
if [ -e /proc/self/fd/0 ]; then eval "exec $input<&0"; else input=''; fi
export MEMWRAP_LAUNCH="$launch init=$told"
eval "(exec ${tell}>&- 0<&${input:--}; ${input:+exec $input<&-;} exec node \"\$main\" \"\$@\") &"
node=$!
# Open here, they would hold up the environment holder and hide from the command that nobody reads its output any more.
eval "exec $first<&- $second>&- $third<&- $told<&- 0<&- ${input:+$input<&-}"
await "$node" 2>/dev/null
exit "$ended"
