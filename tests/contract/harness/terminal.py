"""Starts a command on a pseudo-terminal of its own, in a session of its own.

Commands come on stdin as lines of JSON: {"write": "..."}, {"size": [rows, columns]}, {"modes": 1}, {"close": 1}.
What the terminal shows goes to stdout; facts go to descriptor 3 as lines of JSON.
"""
import fcntl, json, os, pty, select, signal, struct, sys, termios

rows, columns = int(sys.argv[1]), int(sys.argv[2])


def set_size(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def report(**facts):
    os.write(3, (json.dumps(facts) + "\n").encode())


ready, go = os.pipe()
pid, master = pty.fork()
if pid == 0:
    os.read(ready, 1)
    os.close(ready)
    os.close(go)
    os.close(3)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execvp(sys.argv[3], sys.argv[3:])
set_size(master, rows, columns)
os.write(go, b"x")
report(pid=pid)
pending = b""
sources = [0, master]
while master in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:
            data = b""
        if not data:
            sources.remove(source)
            if source == 0 and master in sources:
                os.close(master)
                sources.remove(master)
        elif source == master:
            os.write(1, data)
        else:
            pending += data
            *lines, pending = pending.split(b"\n")
            for line in lines:
                order = json.loads(line)
                if "write" in order:
                    os.write(master, order["write"].encode())
                if "size" in order:
                    set_size(master, *order["size"])
                if "modes" in order:
                    report(modes=repr(termios.tcgetattr(master)), foreground=os.tcgetpgrp(master))
                if "close" in order:
                    os.close(master)
                    sources.remove(master)
                    break
_, status = os.waitpid(pid, 0)
if os.WIFSIGNALED(status):
    report(signal=os.WTERMSIG(status))
else:
    report(status=os.WEXITSTATUS(status))
