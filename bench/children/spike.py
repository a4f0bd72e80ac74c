# Grows by 64 MiB for argv[2] milliseconds, itself or in a forked child, and prints the largest sum of resident memory in KiB.
import os
import sys
import time


def status(field):
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1])


def spike():
    held = bytearray(b"x") * (64 << 20)
    time.sleep(float(sys.argv[2]) / 1000)
    del held


time.sleep(0.4)
if sys.argv[1] == "child":
    spike()
    time.sleep(0.4)
    print(status("VmHWM"))
else:
    reader, writer = os.pipe()
    if os.fork() == 0:
        spike()
        os.write(writer, str(status("VmHWM")).encode())
        os._exit(0)
    os.wait()
    grandchild = int(os.read(reader, 20))
    time.sleep(0.4)
    print(status("VmRSS") + grandchild)
