# Grows by 1 MiB each 1/1024 s up to 2 GiB, and writes its resident memory in KiB after each step.
import mmap
import os
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1 << 20
memory = mmap.mmap(-1, 2048 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
statm = os.open("/proc/self/statm", os.O_RDONLY)
time.sleep(0.5)
began = time.monotonic()
for step in range(2048):
    for page in range(step * MIB, (step + 1) * MIB, PAGE):
        memory[page] = 1
    resident = int(os.pread(statm, 100, 0).split()[1]) * PAGE
    os.write(1, b"%d\n" % (resident // 1024))
    while time.monotonic() - began < (step + 1) / 1024:
        pass
