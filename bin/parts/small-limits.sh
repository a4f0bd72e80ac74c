# Sourced by memwrap where a limit may be too small for Node, which then ends with a dump of V8 or waits for ever. Returns
# if it is large enough; otherwise becomes the command, without memwrap, or refuses what needs memwrap.
#
# Measured on Linux x64 (glibc), recording a job and reporting on it: the address space is 830 MiB with Node 20 and 22, 1215
# with 24 and 26; data 109 and 625 MiB; 11 threads, and three more processes: the environment holder, the relay, the command.
NEEDED=16

# Whether as many processes more can be started. What counts against ulimit -u is not to be seen (other containers of the
# user, who may be exempt), so this tries. `command` keeps a dash that cannot fork from ending.
room() {
  if [ -n "${BASH_VERSION-}" ]; then
    # bash would try again for 15 s.
    [ "$EUID" -ne 0 ] || return 0
    count=0
    for each in /proc/[0-9]*/task/[0-9]*; do if [ -O "$each" ]; then count=$((count + 1)); fi; done
    [ $((count + NEEDED)) -le "$processes" ]
  else
    command eval '(
      all="" count=0
      while [ $count -lt $NEEDED ] && command eval "(read -r x <&$first) & all=\"\$all \$!\""; do
        count=$((count + 1))
      done
      kill -9 $all
      wait
      [ $count -eq $NEEDED ]
    )' 2>/dev/null
  fi
}

# Sets $short to what is too small, in words.
look() {
  short=''
  case $tasks in
    *[!0-9]*) ;;
    *)
      read -r count <"$current"
      if [ $((tasks - count)) -lt $NEEDED ]; then
        short="the container may have $tasks processes, has $count, and Node needs $NEEDED more"
        return
      fi
      ;;
  esac 2>/dev/null
  if ! enough "$processes" 4096 && ! room; then
    short="ulimit -u is $processes, and Node needs $NEEDED more processes than there are"
    return
  fi
  of_space=1310720 of_data=262144
  if ! enough "$space" 1835008 || ! enough "$data" 917504; then
    if enough "$space" $of_space && enough "$data" $of_data; then
      case $(unset NODE_OPTIONS; ulimit -c 0; exec node --version 2>/dev/null) in
        v20.* | v22.*) ;;
        *) of_space=1835008 of_data=917504 ;;
      esac
    fi
  fi
  if ! enough "$space" $of_space; then too_small -v "$space" $of_space
  elif ! enough "$data" $of_data; then too_small -d "$data" $of_data
  elif ! enough "$stack" 1024; then short="ulimit -s is $stack KiB, and Node needs 1024"
  fi
}
too_small() { short="ulimit $1 is $(($2 / 1024)) MiB, and Node needs $(($3 / 1024))"; }

refuse() {
  echo "memwrap: $1: $short" >&2
  exit 125
}

# Sets $gate to a limit that the configuration holds; what it says about breaches it says on a line of its own.
configured() {
  text=''
  while read -r line || [ -n "$line" ]; do
    text="$text$line"
    case $line in
      *'"max-record"'*) ;;
      *'"max-'* | *'"min-'* | *'"baseline"'*) found="$1" ;;
    esac
    case $line in *'"on-breach"'*'"warn"'*) reaction=warn ;; esac
    case $line in *'"if-unknown"'*'"pass"'*) unknown=pass ;; esac
  done <"$1"
  case $1$text in memwrap.config.json* | *'"memwrap"'*) gate=$found ;; esac
}

# Runs the command as a child, because an exit status of 0 is not to be had without its limits judged.
judge() {
  . "$root/bin/parts/await.sh"
  default='env --default-signal=INT,QUIT'
  # A background process ignores INT and QUIT; in the foreground, signals to this sh alone wait for the command's end.
  case $launch in
    *ignored=*[0189]' '*) $default true 2>/dev/null || default='' ;;
    *) default='' ;;
  esac
  if [ -z "$default" ] || ! [ -e /proc/self/fd/0 ]; then
    trap : HUP INT QUIT TERM USR1 USR2
    "$@"
    ended=$?
  else
    eval "exec $first<&0"
    for name in HUP INT QUIT TERM USR1 USR2; do trap "caught=1; kill -$name \$child" $name; done
    eval "$default -- \"\$@\" <&$first $first<&- &"
    child=$!
    await "$child" 2>/dev/null
  fi
  case $ended in
    0) exit 122 ;;
    129 | 130 | 143)
      trap - HUP INT TERM
      kill -$((ended - 128)) $$
      ;;
  esac
  exit "$ended"
}

look
[ -n "$short" ] || return 0

case ${1-} in
  report | import | watch | list | log | compare | check | mark | help | export | prune) refuse "$1 cannot run here" ;;
esac
gate='' reaction=fail unknown=fail found=''
for each in memwrap.config.json package.json; do
  if [ -f "$each" ] && [ -r "$each" ]; then
    configured "$each"
    [ "$each" = package.json ] || break
  fi
done
while [ $# -gt 0 ]; do
  option='' value=''
  case $1 in
    --) shift; break ;;
    --help | --version) refuse "$1 cannot be answered here" ;;
    --*=*) option=${1%%=*} value=${1#*=}; shift ;;
    --max-* | --min-* | --baseline | --breach-hook | --hook-timeout | --ci | --enforce | --grace | --if-unknown | --interval | --io | \
      --log-file | --mark | --name | --on-breach | --output | --redact | --sampler | --tolerance)
      option=$1 value=${2-}
      shift
      [ $# -eq 0 ] || shift
      ;;
    --*) shift ;;
    -?*)
      letters=${1#-}
      shift
      while [ -n "$letters" ]; do
        rest=${letters#?}
        option=-${letters%"$rest"}
        letters=$rest
        case $option in
          -h | -V) refuse "$option cannot be answered here" ;;
          -i | -m | -n | -o)
            # Its value is the rest of the word, or the next one.
            [ -n "$rest" ] || [ $# -eq 0 ] || shift
            break
            ;;
        esac
      done
      ;;
    *) break ;;
  esac
  case $option in
    --max-record) ;;
    --max-* | --min-* | --baseline | -m) gate=$option ;;
    --on-breach) reaction=$value ;;
    --if-unknown) unknown=$value ;;
  esac
done
[ $# -gt 0 ] || refuse 'it cannot run here'
eval "exec $first<&- $second>&-"
if ! command -v -- "$1" >/dev/null 2>&1; then
  case $1 in
    */*) ;;
    *) echo "memwrap: $1: command not found" >&2; exit 127 ;;
  esac
fi
if [ -z "$gate" ] || [ "$reaction" = warn ] || [ "$unknown" = pass ]; then
  echo "memwrap: not recorded: $short; the command runs without memwrap${gate:+, $gate not judged}" >&2
  case $1 in -*) exec -- "$@" ;; *) exec "$@" ;; esac
fi
# A shell that cannot fork would end here.
command eval '(:)' 2>/dev/null || refuse "$gate cannot be judged here, so the command was not run"
echo "memwrap: not recorded: $short; the command runs without memwrap, $gate is not judged (status 122)" >&2
judge "$@"
